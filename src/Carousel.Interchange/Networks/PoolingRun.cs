namespace Carousel.Interchange.Networks;

/// <summary>The row that a pooling has made of the steps so far.</summary>
internal sealed class PoolingRun(PoolingStage stage)
{
    private readonly float[] _row = new float[stage.Size];
    private readonly float[] _mean = new float[stage.Size];
    private int _steps;

    /// <summary>No step was read.</summary>
    public void Reset() => _steps = 0;

    /// <summary>Takes a step's row in.</summary>
    public void Add(ReadOnlySpan<float> values)
    {
        for (int k = 0; k < _row.Length; k++)
        {
            _row[k] = _steps == 0 || stage.Kind == StepPooling.Last ? values[k]
                : stage.Kind == StepPooling.Mean ? _row[k] + values[k]
                : MathF.Max(_row[k], values[k]);
        }

        _steps++;
    }

    /// <summary>The row.</summary>
    public ReadOnlySpan<float> Row()
    {
        if (stage.Kind != StepPooling.Mean)
        {
            return _row;
        }

        for (int k = 0; k < _row.Length; k++)
        {
            _mean[k] = _row[k] / _steps;
        }

        return _mean;
    }
}
