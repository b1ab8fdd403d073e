namespace Carousel.Genomes.Labeling;

/// <summary>One question that is asked of every base, and the classes that answer it.</summary>
/// <param name="Name">What it asks.</param>
/// <param name="Classes">The answers.</param>
/// <param name="Mirror">[classes], what each answer is on the other strand.</param>
internal sealed record NucleotideHead(string Name, IReadOnlyList<string> Classes, IReadOnlyList<int> Mirror);
