namespace Carousel.Interchange.Onnx.Running;

/// <summary>What operators make of a model's weights once, for all runs; given back with the session.</summary>
internal sealed class KeptWeights : IDisposable
{
    private readonly HashSet<OnnxTensor> _constants;
    private readonly Dictionary<(Reading.OnnxNode Node, int Part), IDisposable> _kept = [];

    /// <summary>Nothing is made yet.</summary>
    /// <param name="weights">The model's weights.</param>
    public KeptWeights(IEnumerable<OnnxTensor> weights) => _constants = new(weights, ReferenceEqualityComparer.Instance);

    /// <summary>Counts a tensor among the weights: one that an operator without inputs gives, the same in each run.</summary>
    public void Add(OnnxTensor constant) => _constants.Add(constant);

    /// <summary>Whether a tensor is the same in each run: a weight that no input replaces.</summary>
    public bool IsConstant(OnnxTensor? tensor) => tensor is null || _constants.Contains(tensor);

    /// <summary>What was made for a part of an operator; made at the first call.</summary>
    public T Get<T>(Reading.OnnxNode node, int part, Func<T> make)
        where T : class, IDisposable
    {
        if (!_kept.TryGetValue((node, part), out IDisposable? made))
        {
            made = make();
            _kept.Add((node, part), made);
        }

        return (T)made;
    }

    /// <summary>Gives everything back.</summary>
    public void Dispose()
    {
        foreach (IDisposable made in _kept.Values)
        {
            made.Dispose();
        }

        _kept.Clear();
    }
}
