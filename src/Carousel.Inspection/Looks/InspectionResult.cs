using Carousel.Jobs;
using Carousel.Jobs.Measuring;
using Carousel.Report;

namespace Carousel.Inspection.Looks;

/// <summary>What a look inside found.</summary>
/// <param name="Name">The kind of look, such as <c>traces</c>.</param>
/// <param name="Question">What was asked.</param>
/// <param name="Figures">The measured figures with their intervals.</param>
/// <param name="Sentence">The answer in plain words, with its uncertainty.</param>
/// <param name="Sections">The sections of the report: the first chart is also drawn in the terminal.</param>
internal sealed record InspectionResult(
    string Name, string Question, IReadOnlyList<MeasuredFigure> Figures, string Sentence,
    IReadOnlyList<Section> Sections)
{
    /// <summary>Whether what was asked holds; null where the question is open.</summary>
    public bool? Holds { get; init; }

    /// <summary>Lines printed unchanged below the figures in the terminal, such as a short table.</summary>
    public IReadOnlyList<string> Details { get; init; } = [];

    /// <summary>What else a reader has to know, a sentence each: what the look can't show, what was left out.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The numbers as CSV, for those who plot elsewhere.</summary>
    public IReadOnlyList<JobFile> Files { get; init; } = [];
}
