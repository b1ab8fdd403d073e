using Carousel.Jobs.Decoding;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;
using Carousel.Networks;

namespace Carousel.Speech;

/// <summary>
/// Writes down sound while it comes: each word as soon as the network is through with it; or waits for words that were
/// named.
/// </summary>
/// <remarks>
/// Any blocks of the same sound give the same words at the same places. Once warm, sound without a new word of letters
/// takes no memory. Not thread-safe.
/// </remarks>
public sealed class TranscriptionStream : IDisposable
{
    private readonly Transcriber _model;
    private readonly SoundFeatureExtractor _features;
    private readonly StreamingSession _session;
    private readonly WordFinder? _finder;
    private readonly KeywordSpotter[] _spotters;
    private readonly float[] _row, _scores;
    private readonly double[] _logProbabilities;
    private readonly int _rate;
    private long _samples;
    private bool _isDisposed;

    /// <summary>A stream.</summary>
    /// <param name="model">A transcriber that hears only what was; it must outlive the stream.</param>
    /// <param name="rate">Samples a second of the sound that comes.</param>
    /// <param name="keywords">Words to wait for; none to write down everything.</param>
    /// <param name="threshold">The probability from which a keyword is heard.</param>
    /// <exception cref="OptionException">The model hears ahead, or a keyword has a symbol that it does not
    /// know.</exception>
    public TranscriptionStream(
        Transcriber model, int rate, IReadOnlyList<string>? keywords = null, double threshold = 0.5)
        : this(model, rate, [.. (keywords ?? []).Select(word => (word, threshold))])
    {
    }

    /// <summary>A stream with spotters of different thresholds.</summary>
    internal TranscriptionStream(Transcriber model, int rate, IReadOnlyList<(string Word, double Threshold)> keywords)
    {
        if (!model.Design.IsCausal
            || model.Design.Features.Normalization is not (SoundNormalization.None or SoundNormalization.Running))
        {
            throw new OptionException(
                "The model reads the whole recording before it answers, so it cannot process a stream. Train one with "
                + "carousel transcribe {IsCausal}.");
        }

        (_model, _rate, _session) = (model, rate, model.NewSession());
        _features = new SoundFeatureExtractor(model.Design.Features, rate);
        double step = model.Design.Features.SecondsPerRow;
        _finder = keywords.Count == 0 ? new WordFinder(model.Symbols, step) : null;
        _spotters =
        [
            .. keywords.Select(k => new KeywordSpotter(k.Word, Labels(model.Symbols, k.Word), step, k.Threshold)),
        ];
        (_row, _scores, _logProbabilities) = (
            new float[_features.Features], new float[model.Symbols.Classes], new double[model.Symbols.Classes]);
    }

    /// <summary>Recognised words that were not taken yet, the oldest first.</summary>
    public Queue<HeardWord> Words { get; } = new();

    /// <summary>Words of each spotter, where words were named.</summary>
    public Queue<HeardWord>[] Hits => field ??= [.. _spotters.Select(_ => new Queue<HeardWord>())];

    /// <summary>Whether <see cref="Hits"/> are kept apart instead of going to <see cref="Words"/>.</summary>
    public bool KeepsHitsApart { get; init; }

    /// <summary>Seconds of sound that came.</summary>
    public double Seconds => (double)_samples / _rate;

    /// <summary>Takes sound.</summary>
    /// <param name="samples">Any number of samples, −1 … 1.</param>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Push(ReadOnlySpan<float> samples)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _features.Push(samples);
        _samples += samples.Length;
        Read();
    }

    /// <summary>Takes the end of the sound.</summary>
    /// <exception cref="ObjectDisposedException">The stream has ended.</exception>
    public void Finish()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _features.Finish();
        Read();
        _finder?.Finish(Seconds, Words);
    }

    /// <summary>Writes what the next words depend on, of a stream that writes down everything at the rate of the
    /// model.</summary>
    internal void Save(BinaryWriter writer)
    {
        writer.Write(_samples);
        _features.Save(writer);
        writer.WriteBytes(_session.Save());
        _finder!.Save(writer);
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; to be called before the first sample.</summary>
    internal void Load(BinaryReader reader)
    {
        _samples = reader.ReadInt64();
        StateParts.Require(_samples >= 0);
        _features.Load(reader);
        _session.Restore(reader.ReadBytes());
        _finder!.Load(reader);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isDisposed = true;
        _session.Dispose();
    }

    /// <summary>The symbols of a word.</summary>
    /// <exception cref="OptionException">One is not known.</exception>
    internal static int[] Labels(SpeechSymbols symbols, string word)
    {
        string[] unknown = [.. symbols.Unknown(word)];
        return unknown.Length == 0 && symbols.Encode(word) is { Length: > 0 } labels ? labels
            : throw new OptionException(
                $"{{Keyword}} '{word}' cannot be recognised: the model knows "
                + $"{(symbols.Kind == SymbolKind.Words ? "the words" : "the characters")} "
                + $"{string.Join(" ", symbols.Vocabulary.Entries.Take(40).Where(e => e.Trim().Length > 0))}.");
    }

    private void Read()
    {
        while (_features.TryRead(_row))
        {
            _session.Step(_row, _scores);
            _finder?.Step(_scores, Seconds, Words);
            if (_spotters.Length > 0)
            {
                CtcScores.Normalize(_scores, _logProbabilities);
                for (int k = 0; k < _spotters.Length; k++)
                {
                    _spotters[k].Step(_logProbabilities, Seconds, KeepsHitsApart ? Hits[k] : Words);
                }
            }
        }
    }
}
