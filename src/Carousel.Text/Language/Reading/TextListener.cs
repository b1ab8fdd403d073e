namespace Carousel.Language;

/// <summary>
/// Hears a text that comes in parts and says how surprising each was after all before it, characters that the
/// vocabulary lacks among them.
/// </summary>
/// <remarks>Not thread-safe.</remarks>
internal sealed class TextListener : IDisposable
{
    private readonly LanguageReader _reader;
    private readonly StrangeCharacters _strange;

    /// <summary>A listener at the beginning of a text.</summary>
    /// <param name="model">The model, which must outlive it.</param>
    /// <param name="adaptation">How it learns on; null for not at all, and then it can be saved.</param>
    public TextListener(LanguageModel model, AdaptationOptions? adaptation)
    {
        (_reader, _strange) = (model.NewReader(adaptation), new StrangeCharacters(model.Learned));
        if (adaptation is null)
        {
            _reader.Mark();
        }

        _reader.Hear([model.Start], isCounted: false);
        IsKept = adaptation is null;
    }

    /// <summary>Whether it can be saved.</summary>
    private bool IsKept { get; }

    /// <summary>How many units can come next.</summary>
    public int VocabularySize => _reader.VocabularySize;

    /// <summary>Hears a part.</summary>
    /// <param name="items">Units; ~c is the code point c of a character that the vocabulary lacks.</param>
    /// <returns>How many, and −ln p of all of them.</returns>
    public (int Count, double Nats) Take(ReadOnlySpan<int> items)
    {
        double nats = 0;
        for (int i = 0; i < items.Length; i++)
        {
            Take(items, i, ref nats);
        }

        return (items.Length, nats);
    }

    /// <summary>Hears one unit of a part; the part has to be heard in order and to its end before it can be
    /// saved.</summary>
    /// <param name="items">The part, as for <see cref="Take(ReadOnlySpan{int})"/>.</param>
    /// <param name="at">Which of them.</param>
    /// <param name="nats">Takes −ln p of the unit, added.</param>
    public void Take(ReadOnlySpan<int> items, int at, ref double nats)
    {
        int item = items[at];
        if (item < 0)
        {
            nats += _strange.SurpriseOf(~item);
            _strange.Pass(~item);
            return;
        }

        nats -= LogarithmOf(item);
        _strange.PassKnown();
        if (IsKept && !items[(at + 1)..].ContainsAnyInRange(0, int.MaxValue))
        {
            _reader.Mark();
        }

        _reader.Take(item);
    }

    /// <summary>ln p of a unit, if it came next.</summary>
    /// <remarks>What could come and does not is as good as certain until something strange has come.</remarks>
    public double LogarithmOf(int unit) =>
        _reader.Logarithms[unit] - (_strange.Count > 0 ? _strange.SurpriseOfKnown : 0);

    /// <summary>Writes all that the next part is heard by.</summary>
    public void Save(BinaryWriter writer)
    {
        _reader.Save(writer);
        _strange.Save(writer);
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; to be called before the first part.</summary>
    public void Load(BinaryReader reader)
    {
        _reader.Load(reader);
        _strange.Load(reader);
    }

    /// <inheritdoc/>
    public void Dispose() => _reader.Dispose();
}
