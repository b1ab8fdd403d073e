namespace Carousel.Laboratory.Tracking.Million;

/// <summary>A stretch of a stream.</summary>
/// <param name="Until">The last symbol of it, counted from 1: 10, 100, …; it begins after that of the stretch before.
/// </param>
/// <param name="Right">Share of right answers in it.</param>
/// <param name="Microseconds">For each symbol: of a stream in the stretch, of a pass over all up to its end.</param>
/// <param name="Bytes">What is kept of the symbols so far.</param>
internal sealed record StreamDecade(int Until, double Right, double Microseconds, long Bytes);

/// <summary>How a network followed one stream.</summary>
/// <param name="Task">The problem's word.</param>
/// <param name="Network">The network's word.</param>
/// <param name="Seed">The seed.</param>
/// <param name="FirstWrong">The symbol after which the first answer was wrong, from 1; null where none was.</param>
/// <param name="Right">Share of right answers over the whole stream.</param>
/// <param name="AllocatedBytes">What was allocated from the second decade on.</param>
/// <param name="Training">How the training went.</param>
/// <param name="Decades">The stretches.</param>
internal sealed record StreamResult(
    string Task, string Network, ulong Seed, int? FirstWrong, double Right, long AllocatedBytes,
    Training.TrackingTraining Training, IReadOnlyList<StreamDecade> Decades)
{
    /// <summary>Symbols of the stream.</summary>
    public int Symbols => Decades[^1].Until;
}
