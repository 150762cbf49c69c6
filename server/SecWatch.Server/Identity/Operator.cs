namespace SecWatch.Server.Identity;

/// <summary>A person of the provider who may sign in.</summary>
internal sealed class Operator
{
    public Guid Id { get; set; }

    /// <summary>In lower case; unique.</summary>
    public string Name { get; set; } = "";

    /// <summary>As ASP.NET Core Identity's password hasher writes it.</summary>
    public string PasswordHash { get; set; } = "";

    public DateTimeOffset CreatedAt { get; set; }
}
