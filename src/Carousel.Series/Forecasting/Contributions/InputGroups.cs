namespace Carousel.Forecasting;

/// <summary>
/// The groups of a forecaster's inputs. The first is the past: all rows before the origin of the targets, the columns
/// known ahead and the stamps, which belong together. Then each past column; each column known ahead over the
/// horizon; the stamps of the horizon; and its special days.
/// </summary>
/// <param name="design">Columns and the calendar.</param>
/// <param name="hasTimes">Whether rows have stamps on a grid.</param>
internal sealed class InputGroups(ForecastDesign design, bool hasTimes)
{
    /// <summary>The group of the past.</summary>
    public const int History = 0;

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } =
    [
        "past values", .. design.Past, .. design.Known, .. Optional.Of(hasTimes ? "calendar" : null),
        .. Optional.Of(hasTimes && design.Events is not null ? "special days" : null),
    ];

    /// <summary>The group of the first column known ahead.</summary>
    public int Known => 1 + design.Past.Count;

    /// <summary>The group of the stamps of the horizon; that of special days follows, if there is one.</summary>
    public int Calendar => Known + design.Known.Count;

    /// <summary>The group that rows of a column before the origin belong to.</summary>
    /// <param name="column">Which column: targets, known, past.</param>
    public int Before(int column) => Math.Max(History, 1 + column - design.TargetCount - design.Known.Count);

    /// <summary>The group that rows of a column known ahead belong to from the origin on.</summary>
    /// <param name="column">Which column.</param>
    public int Ahead(int column) => Known + column - design.TargetCount;
}
