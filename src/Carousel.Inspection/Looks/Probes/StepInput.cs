using Carousel.Jobs;

namespace Carousel.Inspection.Looks;

/// <summary>What the model reads at a step, for probes that read only the input, and for control tasks.</summary>
internal sealed class StepInput
{
    // Rarer symbols are one.
    private const int MostSymbols = 256;
    private const int QuantizedInputs = 6;

    private readonly InspectionSubject _subject;
    private readonly Dictionary<int, int>? _symbols;
    private readonly Dictionary<string, int> _types = [];
    private readonly float[] _middles = [];
    private (int Sequence, float[] Input) _held = (-1, []);

    /// <summary>The input of a model.</summary>
    public StepInput(InspectionSubject subject)
    {
        _subject = subject;
        int I = subject.Model.Reader.InputSize;
        bool isSymbol = I == 1
            && subject.Sequences.All(s => s.StepNames.Count == s.Steps && s.Input.All(v => v >= 0 && v == (int)v));
        if (isSymbol)
        {
            _symbols = subject.Sequences.SelectMany(s => s.Input).GroupBy(v => (int)v).OrderByDescending(g => g.Count())
                .ThenBy(g => g.Key)
                .Select((g, place) => (g.Key, Place: Math.Min(place, MostSymbols)))
                .ToDictionary(p => p.Key, p => p.Place);
            Size = Math.Min(_symbols.Count, MostSymbols + 1);
        }
        else
        {
            Size = I;
            AreWords = subject.Model.StepName is "word" or "token"
                && subject.Sequences.All(s => s.StepNames.Count == s.Steps);
            _middles = [.. Enumerable.Range(0, Math.Min(I, QuantizedInputs)).Select(Middle)];
        }
    }

    /// <summary>How many features a step's input has: one for each symbol, or as many as it has numbers.</summary>
    public int Size { get; }

    /// <summary>What the types of control tasks are.</summary>
    public string TypeName => _symbols is not null ? $"each {_subject.Model.StepName}" : AreWords ? "each word"
        : $"each combination of the first {_middles.Length} inputs above or below their medians";

    private bool AreWords { get; }

    /// <summary>Writes the features of a step's input.</summary>
    /// <param name="sequence">Which sequence, from 0.</param>
    /// <param name="step">Which step.</param>
    /// <param name="features">[<see cref="Size"/>], zeros on entry.</param>
    public void Write(int sequence, int step, Span<float> features)
    {
        float[] input = InputOf(sequence);
        if (_symbols is not null)
        {
            features[_symbols[(int)input[step]]] = 1;
        }
        else
        {
            input.AsSpan(step * Size, Size).CopyTo(features);
        }
    }

    /// <summary>The type of a step, from 0: its symbol or word, or for numbers a range of each of them.</summary>
    public int TypeOf(int sequence, int step)
    {
        InspectedSequence own = _subject.Sequences[sequence];
        string key = _symbols is not null ? $"{InputOf(sequence)[step]}" : AreWords ? own.StepNames[step]
            : string.Concat(_middles.Select((middle, i) => InputOf(sequence)[(step * Size) + i] > middle ? '1' : '0'));
        if (!_types.TryGetValue(key, out int type))
        {
            _types[key] = type = _types.Count;
        }

        return type;
    }

    // Inputs may be made again whenever they are asked for: those of the current sequence are kept.
    private float[] InputOf(int sequence)
    {
        if (_held.Sequence != sequence)
        {
            _held = (sequence, _subject.Sequences[sequence].Input);
        }

        return _held.Input;
    }

    private float Middle(int column)
    {
        float[] values = [.. _subject.Sequences.SelectMany(s => s.Input.Where((_, at) => at % Size == column))];
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
