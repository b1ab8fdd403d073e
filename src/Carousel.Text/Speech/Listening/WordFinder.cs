using System.Text;
using Carousel.Jobs.Reading;
using Carousel.Layers;

namespace Carousel.Speech;

/// <summary>
/// Words out of scores that come step by step: the likeliest symbol of each step, as <c>CtcGreedy</c> takes it from the
/// whole.
/// </summary>
/// <remarks>
/// A symbol is known when another one or the blank follows it. A word of letters ends at a gap between words, at the
/// end, or when no letter came for a quarter of a second.
/// </remarks>
/// <param name="symbols">What the scores are of.</param>
/// <param name="secondsPerStep">From a step to the next.</param>
internal sealed class WordFinder(SpeechSymbols symbols, double secondsPerStep)
{
    private const double LongestPause = 0.25;

    private readonly StringBuilder _letters = new();
    private int _label = Ctc.Blank;
    private long _first, _step;
    private double _start, _end;

    /// <summary>Takes a step.</summary>
    /// <param name="scores">[C], before any soft-max; class 0 is the blank.</param>
    /// <param name="told">Seconds of sound that came so far.</param>
    /// <param name="words">A word that ends here is added.</param>
    public void Step(ReadOnlySpan<float> scores, double told, Queue<HeardWord> words)
    {
        int best = 0;
        for (int c = 1; c < scores.Length; c++)
        {
            best = scores[c] > scores[best] ? c : best;
        }

        if (best != _label)
        {
            Close(told, words);
            (_label, _first) = (best, _step);
        }

        _step++;
        if (_letters.Length > 0 && _label == Ctc.Blank && (_step * secondsPerStep) - _end >= LongestPause)
        {
            Tell(told, words);
        }
    }

    /// <summary>Takes the end of the stream.</summary>
    /// <param name="told">Seconds of sound that came.</param>
    /// <param name="words">What was still open is added.</param>
    public void Finish(double told, Queue<HeardWord> words)
    {
        Close(told, words);
        _label = Ctc.Blank;
        Tell(told, words);
    }

    /// <summary>Writes the word that is open, and where it stands.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_letters.ToString());
        writer.Write(_label);
        writer.Write(_first);
        writer.Write(_step);
        writer.Write(_start);
        writer.Write(_end);
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; to be called before the first step.</summary>
    public void Load(BinaryReader reader)
    {
        _letters.Append(reader.ReadString());
        (_label, _first, _step) = (reader.ReadInt32(), reader.ReadInt64(), reader.ReadInt64());
        (_start, _end) = (reader.ReadDouble(), reader.ReadDouble());
        StateParts.Require(
            _label >= 0 && _label < symbols.Classes && _first >= 0 && _first <= _step
            && double.IsFinite(_start) && double.IsFinite(_end));
    }

    /// <summary>The symbol of the steps before is over.</summary>
    private void Close(double told, Queue<HeardWord> words)
    {
        if (_label == Ctc.Blank)
        {
            return;
        }

        string symbol = symbols[_label];
        (double start, double end) = (_first * secondsPerStep, _step * secondsPerStep);
        if (symbols.Kind == SymbolKind.Words)
        {
            words.Enqueue(new HeardWord(symbol, start, end, told));
        }
        else if (string.IsNullOrWhiteSpace(symbol))
        {
            Tell(told, words);
        }
        else
        {
            _start = _letters.Length == 0 ? start : _start;
            _end = end;
            _letters.Append(symbol);
        }
    }

    private void Tell(double told, Queue<HeardWord> words)
    {
        if (_letters.Length > 0)
        {
            words.Enqueue(new HeardWord(_letters.ToString(), _start, _end, told));
            _letters.Clear();
        }
    }
}
