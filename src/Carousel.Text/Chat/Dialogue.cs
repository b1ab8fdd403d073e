using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>A dialogue: questions with their answers, in their order.</summary>
/// <param name="Pairs">The questions and answers.</param>
/// <param name="IsOfTurns">Whether each answer is the next question, as in a file with a turn on each line.</param>
internal sealed record Dialogue(IReadOnlyList<SentencePair> Pairs, bool IsOfTurns)
{
    /// <summary>The questions with the turns before them, each turn once.</summary>
    /// <param name="history">How many questions before the last one are read, with their answers.</param>
    /// <returns>The pairs, their sources as <see cref="ChatData.Joined"/> writes them.</returns>
    public IReadOnlyList<SentencePair> WithHistory(int history) =>
        [.. Pairs.Select((pair, k) => pair with
        {
            Source = ChatData.Joined(
                Pairs.Take(k).SelectMany(p => IsOfTurns ? (string[])[p.Source] : [p.Source, p.Target])
                    .TakeLast(2 * history), pair.Source),
        })];
}
