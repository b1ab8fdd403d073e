namespace Carousel.Site.Pages;

/// <summary>Paths with slashes, as links have them.</summary>
internal static class RelativePath
{
    /// <summary>The link from one file to another.</summary>
    public static string Between(string from, string to)
    {
        string[] a = from.Split('/')[..^1], b = to.Split('/');
        int shared = 0;
        while (shared < a.Length && shared < b.Length - 1 && a[shared] == b[shared])
        {
            shared++;
        }

        return string.Concat(Enumerable.Repeat("../", a.Length - shared)) + string.Join('/', b[shared..]);
    }

    /// <summary>The path that a link of a file leads to, without its anchor; empty for the root.</summary>
    public static string Resolve(string from, string link)
    {
        var parts = new List<string>(from.Split('/')[..^1]);
        foreach (string part in link.Split('#')[0].Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}
