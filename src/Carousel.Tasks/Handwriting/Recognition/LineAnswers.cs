namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>What was read in lines.</summary>
/// <param name="Name">What the reader is called in files.</param>
/// <param name="Title">What it is called in tables.</param>
/// <param name="Texts">What it read, line by line.</param>
internal sealed record LineAnswers(string Name, string Title, IReadOnlyList<string> Texts);
