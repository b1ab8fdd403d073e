namespace Carousel.Jobs;

/// <summary>One sequence as the recurrent layers of a model read it.</summary>
public sealed record InspectedSequence
{
    private readonly Func<float[]>? _make;
    private readonly WeakReference<float[]?> _made = new(null);
    private readonly float[]? _input;
    private readonly Lazy<float[]>? _started;
    private readonly ReadOnlyMemory<float> _start;

    /// <summary>A sequence with known inputs.</summary>
    /// <param name="name">How messages call it: a series, a sentence, a customer, a piece.</param>
    /// <param name="input">[T, I], what the layers read.</param>
    /// <param name="steps">T.</param>
    public InspectedSequence(string name, float[] input, int steps) => (Name, _input, Steps) = (name, input, steps);

    /// <summary>
    /// A sequence whose inputs are made when they are asked for: a row of an embedding takes a hundred times the memory
    /// of a word's number.
    /// </summary>
    public InspectedSequence(string name, Func<float[]> make, int steps) => (Name, _make, Steps) = (name, make, steps);

    /// <summary>How messages call it: a series, a sentence, a customer, a piece.</summary>
    public string Name { get; }

    /// <summary>T.</summary>
    public int Steps { get; }

    /// <summary>[T, I], what the layers read.</summary>
    public float[] Input
    {
        get
        {
            if (_input is not null)
            {
                return _input;
            }

            if (!_made.TryGetTarget(out float[]? input))
            {
                _made.SetTarget(input = _make!());
            }

            return input;
        }
    }

    /// <summary>
    /// [S], the state from which the layers start, such as the one that a decoder got of a picture; empty to use the
    /// layers' start state.
    /// </summary>
    public ReadOnlyMemory<float> Start
    {
        get => _started is null ? _start : _started.Value;
        init => _start = value;
    }

    /// <summary>Makes <see cref="Start"/> when it is asked for.</summary>
    public Lazy<float[]> StartedBy
    {
        init => _started = value;
    }

    /// <summary>
    /// [T], the name of each step: a character, a word, a time stamp; empty if steps have only numbers.
    /// </summary>
    public IReadOnlyList<string> StepNames { get; init; } = [];

    /// <summary>
    /// [T], which row of the data's table, from 0, each step was read from; −1 for a step without a row; empty if the
    /// data are not a table.
    /// </summary>
    public IReadOnlyList<int> Rows { get; init; } = [];

    /// <summary>What a step is; empty where steps have no names.</summary>
    internal string NameAt(int step) => step < StepNames.Count ? StepNames[step] : "";

    /// <summary>What the model itself needs to say how it does on the sequence.</summary>
    public object? Source { get; init; }
}
