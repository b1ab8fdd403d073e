namespace Carousel.Site.Api;

/// <summary>Names in a signature of the public API's text.</summary>
internal static class SignatureText
{
    /// <summary>The name before the last pair of brackets: of a method whose result may be a tuple.</summary>
    public static string NameBeforeParameters(string signature)
    {
        string before = signature[..Opening(signature)];
        if (before.EndsWith('>'))
        {
            before = before[..before.LastIndexOf('<')];
        }

        return before.Split(' ', '.')[^1];
    }

    /// <summary>The names of the parameters.</summary>
    public static IReadOnlyList<string> ParameterNames(string signature)
    {
        int opening = Opening(signature);
        return [
            .. Split(signature[(opening + 1)..signature.LastIndexOf(')')])
                .Select(p => p.Split(" = ")[0].Split(' ')[^1]),
        ];
    }

    /// <summary>Parts between commas that stand in no brackets of their own.</summary>
    public static IEnumerable<string> Split(string list)
    {
        (int depth, int start) = (0, 0);
        for (int k = 0; k <= list.Length; k++)
        {
            char letter = k < list.Length ? list[k] : ',';
            depth += letter is '(' or '<' or '[' ? 1 : letter is ')' or '>' or ']' ? -1 : 0;
            if (letter == ',' && (depth == 0 || k == list.Length))
            {
                if (list[start..k].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = k + 1;
            }
        }
    }

    // Where the last bracket opens.
    private static int Opening(string signature)
    {
        int depth = 0;
        for (int k = signature.LastIndexOf(')'); k >= 0; k--)
        {
            depth += signature[k] == ')' ? 1 : signature[k] == '(' ? -1 : 0;
            if (depth == 0)
            {
                return k;
            }
        }

        throw new FormatException($"'{signature}' has no parameters.");
    }
}
