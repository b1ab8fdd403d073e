using System.Globalization;
using System.Text;

namespace Carousel.Report.Html;

/// <summary>Names of sections for links, such as <c>errors-by-horizon</c>: from the titles, each one once.</summary>
internal static class SectionNames
{
    /// <summary>One name for each section.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<Section> sections)
    {
        HashSet<string> taken = [];
        List<string> names = [];
        foreach (Section section in sections)
        {
            string wanted = NameOf(section.Title);
            string name = wanted;
            for (int copy = 2; !taken.Add(name); copy++)
            {
                name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{copy}");
            }

            names.Add(name);
        }

        return names;
    }

    private static string NameOf(string title)
    {
        StringBuilder name = new();
        foreach (char letter in title)
        {
            if (char.IsAsciiLetterOrDigit(letter))
            {
                name.Append(char.ToLowerInvariant(letter));
            }
            else if (name.Length > 0 && name[^1] != '-')
            {
                name.Append('-');
            }
        }

        string trimmed = name.ToString().Trim('-');
        return trimmed.Length == 0 ? "section" : trimmed;
    }
}
