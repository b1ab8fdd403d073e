using Carousel.Data;
using Carousel.Jobs.Decoding;
using Carousel.Language;
using Carousel.Streaming;

namespace Carousel.Speech;

/// <summary>
/// How likely a symbol is after others, as a language model of text says: a symbol is one or more of its units.
/// </summary>
/// <remarks>
/// The text begins behind the end of a line, and its end is the end of a line where the model knows one. Words have a
/// blank between them. Not thread-safe.
/// </remarks>
internal sealed class TextScorer : ILabelScorer, IDisposable
{
    private readonly LanguageModel _model;
    private readonly StreamingSession _session;
    private readonly int[][] _first;
    private readonly int[][] _next;
    private readonly float[] _unit = new float[1];
    private readonly float[] _logits;

    /// <summary>A scorer.</summary>
    /// <param name="model">The language model, which must outlive it.</param>
    /// <param name="symbols">The symbols that are scored.</param>
    /// <exception cref="DataFormatException">The model does not know a character of a symbol.</exception>
    public TextScorer(LanguageModel model, SpeechSymbols symbols)
    {
        _model = model;
        _session = model.NewSession();
        _logits = new float[model.Tokeniser.Vocabulary.Count];
        string between = symbols.Kind == SymbolKind.Words ? " " : "";
        _first =
        [
            [], .. symbols.Vocabulary.Entries.Select(s => model.Tokeniser.Encode(s, "the language model's text")),
        ];
        _next =
        [
            [],
            .. symbols.Vocabulary.Entries.Select(s => model.Tokeniser.Encode(between + s, "the language model's text")),
        ];
        _session.Reset();
        Start = Heard([model.Start], isStart: true);
    }

    /// <inheritdoc/>
    public object Start { get; }

    /// <inheritdoc/>
    public object Next(object state, int label)
    {
        var from = (TextState)state;
        _session.Restore(from.Session);
        return Heard(Units(from)[label], isStart: false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<double> LogProbabilities(object state)
    {
        var from = (TextState)state;
        int[][] units = Units(from);
        var found = new double[units.Length];
        for (int label = 1; label < units.Length; label++)
        {
            found[label] = from.Next[units[label][0]];
            if (units[label].Length > 1)
            {
                _session.Restore(from.Session);
                for (int k = 1; k < units[label].Length; k++)
                {
                    found[label] += Step(units[label][k - 1])[units[label][k]];
                }
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public double LogEnd(object state) => _model.LineEnd < 0 ? 0 : ((TextState)state).Next[_model.LineEnd];

    /// <inheritdoc/>
    public void Dispose() => _session.Dispose();

    private int[][] Units(TextState state) => state.IsStart ? _first : _next;

    private TextState Heard(int[] units, bool isStart)
    {
        double[] next = [];
        foreach (int unit in units)
        {
            next = Step(unit);
        }

        return new TextState(_session.Save(), next, isStart);
    }

    private double[] Step(int unit)
    {
        _unit[0] = unit;
        _session.Step(_unit, _logits);
        var next = new double[_logits.Length];
        CtcScores.Normalise(_logits, next);
        return next;
    }

    /// <summary>What was heard: the sealed state, and ln p of each unit that may follow.</summary>
    private sealed record TextState(byte[] Session, double[] Next, bool IsStart);
}
