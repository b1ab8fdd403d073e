namespace Carousel.Interchange.Networks;

/// <summary>A recurrent stage on its way through a sequence.</summary>
internal abstract class RecurrentRun(RecurrentStage stage, StepArithmetic arithmetic) : StageRun(stage)
{
    /// <inheritdoc/>
    public override bool HasState => true;

    /// <summary>How it computes.</summary>
    protected StepArithmetic Arithmetic { get; } = arithmetic;

    /// <summary>[H].</summary>
    protected float[] H { get; } = new float[stage.HiddenSize];

    /// <summary>[H]; used by the LSTM alone.</summary>
    protected float[] C { get; } = new float[stage.HiddenSize];

    /// <inheritdoc/>
    public override void Reset()
    {
        H.AsSpan().Clear();
        C.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public override void StartFrom(StageRun other)
    {
        var run = (RecurrentRun)other;
        run.H.CopyTo(H, 0);
        run.C.CopyTo(C, 0);
    }

    /// <summary>W x + b, all gates.</summary>
    /// <param name="x">[I].</param>
    /// <param name="z">[G·H], overwritten.</param>
    protected void FromInput(ReadOnlySpan<float> x, float[] z)
    {
        stage.Bias.CopyTo(z, 0);
        Arithmetic.Multiply(stage.W, 0, x, z);
    }
}

/// <summary>An LSTM.</summary>
internal sealed class LstmRun(LstmStage stage, StepArithmetic arithmetic) : RecurrentRun(stage, arithmetic)
{
    private readonly float[] _z = new float[4 * stage.HiddenSize];

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
    {
        FromInput(x, _z);
        Arithmetic.Multiply(stage.R, 0, H, _z);
        Arithmetic.LstmCell(_z, H, C);
        return H;
    }
}

/// <summary>An Elman layer.</summary>
internal sealed class ElmanRun(ElmanStage stage, StepArithmetic arithmetic) : RecurrentRun(stage, arithmetic)
{
    private readonly float[] _z = new float[stage.HiddenSize];

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
    {
        FromInput(x, _z);
        Arithmetic.Multiply(stage.R, 0, H, _z);
        for (int u = 0; u < H.Length; u++)
        {
            H[u] = Arithmetic.Tanh(_z[u]);
        }

        return H;
    }
}

/// <summary>A GRU.</summary>
internal sealed class GruRun(GruStage stage, StepArithmetic arithmetic) : RecurrentRun(stage, arithmetic)
{
    private readonly float[] _z = new float[3 * stage.HiddenSize];
    private readonly float[] _reset = new float[stage.HiddenSize];

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
    {
        int units = H.Length;
        FromInput(x, _z);
        Arithmetic.Multiply(stage.R, 0, H, _z.AsSpan(0, 2 * units));
        if (stage.ResetBias is { } q)
        {
            q.CopyTo(_reset, 0);
            Arithmetic.Multiply(stage.R, 2 * units, H, _reset);
            for (int u = 0; u < units; u++)
            {
                _z[(2 * units) + u] = Arithmetic.MultiplyAdd(
                    Arithmetic.Logistic(_z[u]), _reset[u], _z[(2 * units) + u]);
            }
        }
        else
        {
            for (int u = 0; u < units; u++)
            {
                _reset[u] = Arithmetic.Logistic(_z[u]) * H[u];
            }

            Arithmetic.Multiply(stage.R, 2 * units, _reset, _z.AsSpan(2 * units));
        }

        for (int u = 0; u < units; u++)
        {
            float n = Arithmetic.Tanh(_z[(2 * units) + u]);
            H[u] = Arithmetic.MultiplyAdd(Arithmetic.Logistic(_z[units + u]), H[u] - n, n);
        }

        return H;
    }
}
