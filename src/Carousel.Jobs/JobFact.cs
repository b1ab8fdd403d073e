namespace Carousel.Jobs;

/// <summary>
/// What was found or decided, shown before the work starts, so that a wrong guess is seen in the first second.
/// </summary>
/// <param name="Name">A word, such as <c>split</c>.</param>
/// <param name="Fact">What was found.</param>
public sealed record JobFact(string Name, string Fact)
{
    /// <summary>Notes as facts.</summary>
    /// <param name="notes">A sentence each.</param>
    internal static IEnumerable<JobFact> Notes(IEnumerable<string> notes) =>
        notes.Select(note => new JobFact("note", note));
}
