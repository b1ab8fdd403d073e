using Carousel.Report;

namespace Carousel.Jobs;

/// <summary>
/// What only a job knows of its report; the frame adds the table of the result, the training, the settings and the
/// command.
/// </summary>
/// <param name="Title">The report's title.</param>
/// <param name="Lead">Above the table of the result: what was measured on.</param>
/// <param name="Sections">Between the result and the training.</param>
internal sealed record JobPage(string Title, string Lead, IReadOnlyList<Section> Sections)
{
    /// <summary>What the chart of the validation shows.</summary>
    public string ScoreTitle { get; init; } = "Validation score by epoch (lower is better)";

    /// <summary>How the chart shows a validation score; null to show it unchanged.</summary>
    public Func<double, double>? Shown { get; init; }

    /// <summary>What the chart of the loss shows.</summary>
    public string LossTitle { get; init; } = "Training loss by epoch";

    /// <summary>Below the table of the result: how the columns are meant.</summary>
    public string Note { get; init; } = "";

    /// <summary>Below the table of the result.</summary>
    public IReadOnlyList<Block> Below { get; init; } = [];

    /// <summary>Settings that neither the facts nor the training say.</summary>
    public IReadOnlyList<Fact> Settings { get; init; } = [];
}
