using System.Globalization;
using System.Text;

namespace Carousel.Report.Html;

/// <summary>
/// Names of the places of a page for links, such as <c>errors-by-horizon</c>: from the titles, each one once.
/// </summary>
internal sealed class Anchors
{
    private readonly HashSet<string> _taken = [];
    private readonly Dictionary<string, string> _sections = [];
    private readonly Dictionary<string, (string Name, HashSet<int> Units)> _maps = [];

    private Anchors()
    {
    }

    /// <summary>One name for each section.</summary>
    public IReadOnlyList<string> Sections { get; private set; } = [];

    /// <summary>One name for each map of states, in the order of the page.</summary>
    public IReadOnlyList<string> Maps { get; private set; } = [];

    /// <summary>The places of a document.</summary>
    public static Anchors Of(ReportDocument document)
    {
        Anchors anchors = new();
        anchors.Sections = [.. document.Sections.Select(anchors.NameOf)];
        anchors.Maps =
        [
            .. document.Sections.SelectMany(section => section.Blocks).OfType<StateMap>().Select(anchors.NameOf),
        ];
        return anchors;
    }

    /// <summary>The name of a unit's row.</summary>
    public static string UnitOf(string map, int unit) =>
        string.Create(CultureInfo.InvariantCulture, $"{map}-unit-{unit}");

    /// <summary>Where a link leads; null where the page has no such place.</summary>
    public string? TargetOf(Link? link) => link switch
    {
        SectionLink section => _sections.GetValueOrDefault(section.Title),
        UnitLink unit when _maps.TryGetValue(unit.Map, out var map) && map.Units.Contains(unit.Unit) =>
            UnitOf(map.Name, unit.Unit),
        _ => null,
    };

    private string NameOf(Section section)
    {
        string name = Free(LettersOf(section.Title, "section"));
        _sections.TryAdd(section.Title, name);
        return name;
    }

    private string NameOf(StateMap map)
    {
        string name = Free("map-" + LettersOf(map.Name.Length > 0 ? map.Name : map.Title, "states"));
        if (map.Name.Length > 0)
        {
            _maps.TryAdd(map.Name, (name, [.. map.Units.Select(unit => unit.Index)]));
        }

        return name;
    }

    private string Free(string wanted)
    {
        string name = wanted;
        for (int copy = 2; !_taken.Add(name); copy++)
        {
            name = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{copy}");
        }

        return name;
    }

    private static string LettersOf(string title, string otherwise)
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
        return trimmed.Length == 0 ? otherwise : trimmed;
    }
}
