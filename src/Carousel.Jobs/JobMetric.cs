namespace Carousel.Jobs;

/// <summary>A column of the table that compares a model with its baselines.</summary>
/// <param name="Key">What files and JSON call it, such as <c>macro_f1</c>.</param>
/// <param name="Title">The heading, such as <c>macro F1</c>.</param>
public sealed record JobMetric(string Key, string Title)
{
    /// <summary>A heading for narrow terminals.</summary>
    public string Abbreviation { get; init; } = Title;

    /// <summary>A share of which more is better, in percent with two decimals.</summary>
    /// <param name="key">What files and JSON call it.</param>
    /// <param name="title">The heading.</param>
    /// <returns>The column.</returns>
    public static JobMetric Share(string key, string title) =>
        new(key, title) { HigherIsBetter = true, IsShare = true, Decimals = 2 };

    /// <summary>Whether only the report shows it, and the terminal does not.</summary>
    public bool IsDetail { get; init; }

    /// <summary>Whether more is better.</summary>
    public bool HigherIsBetter { get; init; }

    /// <summary>Whether the value is a share and is shown in percent.</summary>
    public bool IsShare { get; init; }

    /// <summary>How many decimals are shown; null for as many as the column needs.</summary>
    public int? Decimals { get; init; }
}
