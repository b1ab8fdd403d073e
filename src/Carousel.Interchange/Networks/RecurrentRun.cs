namespace Carousel.Interchange.Networks;

/// <summary>A recurrent stage on its way through a sequence.</summary>
internal sealed class RecurrentRun(RecurrentStage stage, StepArithmetic arithmetic) : StageRun(stage)
{
    private readonly PortableCell _cell = PortableCell.Of(stage);
    private readonly float[] _h = new float[stage.HiddenSize];
    private readonly float[] _c = new float[stage.HiddenSize];
    private readonly float[] _z = new float[stage.Bias.Length];

    /// <inheritdoc/>
    public override bool HasState => true;

    /// <inheritdoc/>
    public override void Reset()
    {
        _h.AsSpan().Clear();
        _c.AsSpan().Clear();
    }

    /// <inheritdoc/>
    public override void StartFrom(StageRun other)
    {
        var run = (RecurrentRun)other;
        run._h.CopyTo(_h, 0);
        run._c.CopyTo(_c, 0);
    }

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
    {
        stage.Bias.CopyTo(_z, 0);
        arithmetic.Multiply(stage.W, 0, x, _z);
        _cell.Step(stage, arithmetic, _z, _h, _c);
        return _h;
    }
}
