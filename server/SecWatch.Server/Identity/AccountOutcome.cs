namespace SecWatch.Server.Identity;

/// <summary>What became of a change to an operator's account.</summary>
internal enum AccountOutcome
{
    /// <summary>Done.</summary>
    Done,

    /// <summary>The name is taken.</summary>
    NameTaken,

    /// <summary>There is no operator of this name.</summary>
    NotFound,

    /// <summary>The name is empty, too long, or has letters other than a-z, 0-9, dot, hyphen and underscore.</summary>
    NameRefused,

    /// <summary>The password is shorter than 12 characters or longer than 200.</summary>
    PasswordRefused,
}
