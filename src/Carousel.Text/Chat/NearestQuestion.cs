using Carousel.Translation;

namespace Carousel.Chat;

/// <summary>
/// A baseline: the answer of the training question whose last turn is most alike, and of equal ones that whose history
/// is. It reads and writes slots as the network does.
/// </summary>
internal sealed class NearestQuestion
{
    private readonly CopySlots _slots;
    private readonly SentencePair[] _known;
    private readonly WordOverlap _last, _whole;

    /// <summary>Prepares questions.</summary>
    /// <param name="learned">Questions of the training set, with their history, and their answers.</param>
    /// <param name="slots">Which words are copied.</param>
    public NearestQuestion(IReadOnlyDictionary<string, string> learned, CopySlots slots)
    {
        _slots = slots;
        _known = [.. learned.Select(l => slots.Hide(new SentencePair(l.Key, l.Value, 0)))];
        _last = new WordOverlap([.. _known.Select(k => LastOf(k.Source))]);
        _whole = new WordOverlap([.. _known.Select(k => k.Source)]);
    }

    /// <summary>Answers a question.</summary>
    /// <param name="question">The question, with its history.</param>
    /// <returns>The answer of the nearest question whose slots all have a word; of equally near questions, that of the
    /// first. Empty without such a question.</returns>
    public string Answer(string question)
    {
        string hidden = _slots.Hide(question);
        (double[] last, double[] whole) = (_last.With(LastOf(hidden)), _whole.With(hidden));
        return Enumerable.Range(0, _known.Length).OrderByDescending(k => (last[k], whole[k]))
            .Select(k => _slots.Fill(_known[k].Target, question)).FirstOrDefault(a => a is not null) ?? "";
    }

    private static string LastOf(string question) => question.Split(CopySlots.Border)[^1];
}
