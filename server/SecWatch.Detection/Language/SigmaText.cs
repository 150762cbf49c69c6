using System.Text;

namespace SecWatch.Detection.Language;

/// <summary>A value of a rule after its escapes were read: text in which two marks stand for the wildcards.</summary>
/// <remarks>Specification, "String Wildcard" and "Escape Character".</remarks>
internal static class SigmaText
{
    /// <summary>
    /// Stands for <c>*</c>. Not a character of any text (Unicode noncharacter), so it cannot occur in a value.
    /// </summary>
    public const char Many = '\uFFFF';

    /// <summary>Stands for <c>?</c>.</summary>
    public const char One = '\uFFFE';

    public static string Parse(string value)
    {
        var text = new StringBuilder(value.Length);
        for (var index = 0; index < value.Length; index++)
        {
            var character = value[index];
            if (character is '\\' && index + 1 < value.Length && value[index + 1] is ('\\' or '*' or '?'))
            {
                text.Append(value[++index]);
            }
            else
            {
                text.Append(Wildcard(character));
            }
        }

        return text.ToString();
    }

    public static bool HasWildcard(ReadOnlySpan<char> text) => text.ContainsAny(Many, One);

    private static char Wildcard(char character) => character switch
    {
        '*' => Many,
        '?' => One,
        Many or One => '\uFFFD',
        _ => character,
    };
}
