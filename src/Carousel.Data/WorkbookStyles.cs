using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Carousel.Data;

/// <summary>The styles of a workbook: numbers of some of them are days or times.</summary>
internal sealed partial class WorkbookStyles
{
    private readonly List<bool> _areTimes = [];

    /// <summary>Reads them.</summary>
    /// <param name="xml">The part; null for a workbook without styles.</param>
    public WorkbookStyles(XmlReader? xml)
    {
        var formats = new Dictionary<string, string>();
        bool isOfCells = false;
        while (xml?.Read() == true)
        {
            isOfCells = xml.LocalName == "cellXfs" ? xml.NodeType == XmlNodeType.Element : isOfCells;
            if (xml.LocalName == "numFmt" && xml.GetAttribute("numFmtId") is { } own)
            {
                formats[own] = xml.GetAttribute("formatCode") ?? "";
            }
            else if (isOfCells && xml.LocalName == "xf" && xml.NodeType == XmlNodeType.Element)
            {
                string id = xml.GetAttribute("numFmtId") ?? "0";
                _areTimes.Add(formats.TryGetValue(id, out string? format) ? IsTime(format) : IsTime(id));
            }
        }

        static bool IsTime(string format) => int.TryParse(format, CultureInfo.InvariantCulture, out int known)
            ? known is (>= 14 and <= 22) or (>= 27 and <= 36) or 45 or 47 or (>= 50 and <= 58)
            : !Elapsed().IsMatch(format) && TimeLetter().IsMatch(Literals().Replace(format.Split(';')[0], ""));
    }

    /// <summary>Whether numbers of a style are days or times.</summary>
    /// <param name="style">As a cell names it; null for the usual style.</param>
    public bool IsTime(string? style) =>
        _areTimes.ElementAtOrDefault(int.Parse(style ?? "0", CultureInfo.InvariantCulture));

    // Hours, minutes or seconds in all, such as [h]:mm, are an amount.
    [GeneratedRegex(@"\[(h+|m+|s+)\]", RegexOptions.IgnoreCase)]
    private static partial Regex Elapsed();

    [GeneratedRegex("""
        "[^"]*"|\\.|_.|\*.|\[[^\]]*\]
        """)]
    private static partial Regex Literals();

    [GeneratedRegex("[ymdhs]", RegexOptions.IgnoreCase)]
    private static partial Regex TimeLetter();
}
