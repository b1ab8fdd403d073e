namespace Carousel.Laboratory.Tracking.Problems;

/// <summary>All tasks, in the order of the tables.</summary>
internal static class TrackingProblems
{
    /// <summary>All tasks.</summary>
    public static IReadOnlyList<TrackingProblem> All { get; } =
    [
        AutomatonProblem.Parity, AutomatonProblem.Cycle, new ArithmeticProblem(), PermutationGroup.S3,
        PermutationGroup.S5, AutomatonProblem.Counter, new DyckProblem(1), new DyckProblem(2),
        RearrangementProblem.Reverse, RearrangementProblem.Sort, new RecallProblem(),
    ];

    /// <summary>A task by its word.</summary>
    /// <param name="word">In letters of any size.</param>
    /// <returns>The task, or null if there is no such task.</returns>
    public static TrackingProblem? Find(string word) =>
        All.FirstOrDefault(p => p.Word.Equals(word, StringComparison.OrdinalIgnoreCase));
}
