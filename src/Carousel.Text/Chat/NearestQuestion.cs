using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// A baseline: the answer of the training question whose last turn is most alike, and of equal ones that whose history
/// is. It reads and writes slots as the network does.
/// </summary>
/// <param name="learned">Questions of the training set, with their history, and their answers.</param>
/// <param name="slots">Which words are copied.</param>
internal sealed class NearestQuestion(IReadOnlyDictionary<string, string> learned, CopySlots slots)
{
    private readonly SentencePair[] _known =
        [.. learned.Select(l => slots.Hide(new SentencePair(l.Key, l.Value, 0)))];

    private WordOverlap Last => field ??= new WordOverlap([.. _known.Select(k => LastOf(k.Source))]);

    private WordOverlap Whole => field ??= new WordOverlap([.. _known.Select(k => k.Source)]);

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question, with its history.</param>
    /// <returns>The answer of the nearest question whose slots all have a word; of equally near questions, that of the
    /// first. Empty without such a question.</returns>
    public string Answer(string question)
    {
        string hidden = slots.Hide(question);
        (double[] last, double[] whole) = (Last.With(LastOf(hidden)), Whole.With(hidden));
        return Enumerable.Range(0, _known.Length).OrderByDescending(k => (last[k], whole[k]))
            .Select(k => slots.Fill(_known[k].Target, question)).FirstOrDefault(a => a is not null) ?? "";
    }

    private static string LastOf(string question) => question.Split(CopySlots.Border)[^1];
}
