namespace Carousel.Anomalies;

/// <summary>What a part of an event is.</summary>
internal enum EventFieldKind
{
    /// <summary>Time since the entity's event before, in buckets.</summary>
    Gap,

    /// <summary>The hour of the day.</summary>
    Hour,

    /// <summary>A category.</summary>
    Category,

    /// <summary>A number, in buckets.</summary>
    Number,
}

/// <summary>A part of an event as the model sees it: one of K codes.</summary>
/// <param name="Name">What it is called in reasons, such as <c>amount</c>.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Index">Which of the log's categories or numbers.</param>
/// <param name="Labels">Of a category: its values, code 1 and on; code 0 is any other. Empty for the others.</param>
/// <param name="Cuts">Of a gap or number: rising borders of its buckets, code 1 and on; code 0 is a gap in the data.
/// Empty for the others.</param>
internal sealed record EventField(
    string Name, EventFieldKind Kind, int Index, IReadOnlyList<string> Labels, IReadOnlyList<double> Cuts)
{
    private const int Hours = 24;

    /// <summary>K: how many codes.</summary>
    public int Size => Kind switch
    {
        EventFieldKind.Hour => Hours,
        EventFieldKind.Category => Labels.Count + 1,
        _ => Cuts.Count + 2,
    };

    /// <summary>[K]: names of the codes.</summary>
    public IEnumerable<string> CodeNames() => Enumerable.Range(0, Size).Select(code => Kind switch
    {
        EventFieldKind.Hour => FormattableString.Invariant($"{Name} {code}"),
        EventFieldKind.Category => code == 0 ? $"{Name}: any other" : $"{Name}: {Labels[code - 1]}",
        _ => code == 0 ? $"{Name}: missing"
            : code > Cuts.Count
                ? FormattableString.Invariant(
                    $"{Name}: more than {Cuts.DefaultIfEmpty(double.NegativeInfinity).Last()}")
                : FormattableString.Invariant($"{Name}: up to {Cuts[code - 1]}"),
    });

    /// <summary>The code of a number or gap.</summary>
    /// <param name="value">The value; NaN is a gap in the data.</param>
    /// <returns>0 … K − 1.</returns>
    public int CodeOf(double value) => double.IsNaN(value) ? 0 : 1 + Cuts.TakeWhile(cut => value > cut).Count();
}
