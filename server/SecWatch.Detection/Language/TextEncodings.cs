using System.Text;

namespace SecWatch.Detection.Language;

/// <summary>The modifiers that turn one value into the forms in which it may occur in an event.</summary>
internal static class TextEncodings
{
    private const int FormsMax = 3125;
    private const string Dashes = "-/–—―";

    /// <summary>Applies the modifiers in order.</summary>
    /// <returns>null where it cannot be done; <paramref name="error"/> says why.</returns>
    public static IReadOnlyList<string>? Apply(string text, IReadOnlyList<string> modifiers, out string error)
    {
        error = "";
        List<string> forms = [text];
        var isBytes = false;
        foreach (var modifier in modifiers)
        {
            if (modifier is "windash")
            {
                forms = [.. forms.SelectMany(SwapDashes)];
                if (forms.Count > FormsMax || forms.Exists(form => form.Length == 0))
                {
                    error = "The value has too many dashes for 'windash'.";
                    return null;
                }

                continue;
            }

            if (forms.Exists(form => SigmaText.HasWildcard(form)))
            {
                error = $"A value with wildcards cannot be encoded by '{modifier}'.";
                return null;
            }

            var bytesBefore = isBytes;
            forms = [.. forms.SelectMany(form => Encode(form, modifier, bytesBefore))];
            isBytes = modifier is not ("base64" or "base64offset");
        }

        return forms;
    }

    /// <summary>Every form of a value in which each dash that begins a word is any of the five dashes.</summary>
    private static List<string> SwapDashes(string text)
    {
        List<StringBuilder> forms = [new StringBuilder()];
        for (var index = 0; index < text.Length; index++)
        {
            var begins = text[index] is '-' or '/'
                && (index == 0 || !IsWord(text[index - 1]))
                && index + 1 < text.Length && IsWord(text[index + 1]);
            if (!begins)
            {
                forms.ForEach(form => form.Append(text[index]));
            }
            else if (forms.Count > FormsMax / Dashes.Length)
            {
                return [""];
            }
            else
            {
                forms = [.. forms.SelectMany(form =>
                    Dashes.Select(dash => new StringBuilder().Append(form).Append(dash)))];
            }
        }

        return forms.ConvertAll(form => form.ToString());
    }

    private static bool IsWord(char character) => char.IsLetterOrDigit(character) || character is '_';

    private static string[] Encode(string text, string modifier, bool isBytes)
    {
        // The result of an UTF-16 modifier is bytes, one in each character.
        var bytes = isBytes ? Encoding.Latin1.GetBytes(text) : Encoding.UTF8.GetBytes(text);
        return modifier switch
        {
            "base64" => [Convert.ToBase64String(bytes)],
            "base64offset" => [AtOffset(bytes, 0), AtOffset(bytes, 1), AtOffset(bytes, 2)],
            "utf16be" => [Encoding.Latin1.GetString(Encoding.BigEndianUnicode.GetBytes(text))],
            "utf16" => ["\u00ff\u00fe" + Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text))],
            _ => [Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text))],
        };
    }

    /// <summary>
    /// What stays the same of the Base64 form when <paramref name="offset"/> unknown bytes stand before.
    /// </summary>
    private static string AtOffset(byte[] bytes, int offset)
    {
        var padded = new byte[offset + bytes.Length];
        bytes.CopyTo(padded, offset);
        var encoded = Convert.ToBase64String(padded);

        // The characters that also hold bits of bytes before or after the value are cut off.
        var start = (offset * 8 + 5) / 6;
        var end = padded.Length * 8 / 6;
        return encoded[start..end];
    }
}
