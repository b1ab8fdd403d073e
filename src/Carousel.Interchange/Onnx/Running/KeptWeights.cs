namespace Carousel.Interchange.Onnx.Running;

/// <summary>What operators make of a model's weights once, for all runs; given back with the session.</summary>
internal sealed class KeptWeights : IDisposable
{
    // Both orientations of each matrix fit in, and the biases that small layers have and their files do not.
    private const long KeptForms = 2, OfSmallLayers = 1 << 20;

    private readonly HashSet<OnnxTensor> _constants = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<WeightsForm, IDisposable> _kept = [];
    private long _mostBytes = OfSmallLayers;
    private long _bytes;

    /// <summary>Nothing is made yet.</summary>
    /// <param name="weights">The model's weights.</param>
    public KeptWeights(IEnumerable<OnnxTensor> weights)
    {
        foreach (OnnxTensor weight in weights)
        {
            Add(weight);
        }
    }

    /// <summary>
    /// Counts a tensor among the weights: one that an operator without inputs gives, the same in each run.
    /// </summary>
    public void Add(OnnxTensor constant)
    {
        if (_constants.Add(constant))
        {
            _mostBytes += KeptForms * ParameterBytes.Of(constant.Length);
        }
    }

    /// <summary>What was made of weights, made at the first call; null where it is not kept.</summary>
    /// <remarks>
    /// Kept is what is made of weights alone: not of what a run computes or an input replaces. The same weights may be
    /// put together in as many ways as a file has operators,
    /// so that no more is kept than twice what kernels need for each weight.
    /// </remarks>
    /// <param name="form">What is made.</param>
    /// <param name="bytes">Bytes that it takes.</param>
    /// <param name="make">Makes it.</param>
    public T? TryGet<T>(in WeightsForm form, long bytes, Func<T> make)
        where T : class, IDisposable
    {
        if (_kept.TryGetValue(form, out IDisposable? made))
        {
            return (T)made;
        }

        if (!IsConstant(form.First) || !IsConstant(form.Second) || !IsConstant(form.Third) || !IsConstant(form.Fourth)
            || bytes > _mostBytes - _bytes)
        {
            return null;
        }

        T kept = make();
        _kept.Add(form, kept);
        _bytes += bytes;
        return kept;
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

    private bool IsConstant(OnnxTensor? tensor) => tensor is null || _constants.Contains(tensor);
}
