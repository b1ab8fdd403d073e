namespace Carousel.Interchange.TensorBoard;

/// <summary>What a run was made with, as TensorBoard shows it.</summary>
/// <param name="Name">What the run is, such as <c>carousel forecast</c>.</param>
/// <param name="Facts">What was found and decided, by name: the page of texts.</param>
/// <param name="Settings">Options that were given, by name: the table of hyperparameters, in which runs are compared. A
/// value that is a number counts as one.</param>
public sealed record TensorBoardRun(
    string Name, IReadOnlyList<KeyValuePair<string, string>> Facts,
    IReadOnlyList<KeyValuePair<string, string>> Settings)
{
    /// <summary>The command line that makes the run again; empty if unknown.</summary>
    public string Command { get; init; } = "";
}
