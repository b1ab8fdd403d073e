using Carousel.Jobs;
using Carousel.Jobs.Fitting;

namespace Carousel.Inspection.Looks;

/// <summary>What is looked at, shown before the look.</summary>
internal static class InspectionFacts
{
    /// <summary>The facts.</summary>
    /// <param name="subject">The model and the sequences that are looked at.</param>
    /// <param name="all">The same with all sequences of the data.</param>
    /// <returns>In the order in which they are shown.</returns>
    public static IReadOnlyList<JobFact> Of(InspectionSubject subject, InspectionSubject all)
    {
        IReadOnlyList<InspectedSequence> sequences = subject.Sequences;
        string of = sequences.Count == all.Sequences.Count ? "" : $" of {FigureText.Count(all.Sequences.Count)}";
        string name = sequences.Count == 1 ? $", {sequences[0].Name}" : "";
        return
        [
            new JobFact("sequences", $"{FigureText.Count(sequences.Count)}{of}{name}; {subject.CountedSteps} in all"),
            .. subject.Model.Notes.Select(note => new JobFact("note", note)),
        ];
    }
}
