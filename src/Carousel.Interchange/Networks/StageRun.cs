namespace Carousel.Interchange.Networks;

/// <summary>A stage on its way through a sequence.</summary>
internal abstract class StageRun(Stage stage)
{
    /// <summary>The stage.</summary>
    public Stage Stage { get; } = stage;

    /// <summary>Whether something travels from step to step.</summary>
    public virtual bool HasState => false;

    /// <summary>The run of a stage.</summary>
    public static StageRun Of(Stage stage, StepArithmetic arithmetic) => stage switch
    {
        EmbeddingStage s => new EmbeddingRun(s, arithmetic),
        DenseStage s => new DenseRun(s, arithmetic),
        RecurrentStage s => new RecurrentRun(s, arithmetic),
        _ =>
            throw new ArgumentOutOfRangeException(
                nameof(stage), stage.GetType().Name, "This stage can't be run."),
    };

    /// <summary>The state before the first step.</summary>
    public virtual void Reset()
    {
    }

    /// <summary>Takes the state of another stage.</summary>
    public virtual void StartFrom(StageRun other)
    {
    }

    /// <summary>A step.</summary>
    /// <returns>The output, valid until the next step.</returns>
    public abstract ReadOnlySpan<float> Step(ReadOnlySpan<float> x);

    private sealed class EmbeddingRun(EmbeddingStage stage, StepArithmetic arithmetic) : StageRun(stage)
    {
        private readonly float[] _row = new float[stage.OutputSize];

        public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
        {
            arithmetic.Look(stage.Table, (int)x[0], _row);
            return _row;
        }
    }

    private sealed class DenseRun(DenseStage stage, StepArithmetic arithmetic) : StageRun(stage)
    {
        private readonly float[] _y = new float[stage.OutputSize];

        public override ReadOnlySpan<float> Step(ReadOnlySpan<float> x)
        {
            stage.Bias.CopyTo(_y, 0);
            arithmetic.Multiply(stage.Weight, 0, x, _y);
            foreach (ref float y in _y.AsSpan())
            {
                y = stage.Activation switch
                {
                    DenseActivation.Tanh => arithmetic.Tanh(y),
                    DenseActivation.Logistic => arithmetic.Logistic(y),
                    DenseActivation.Relu => MathF.Max(y, 0),
                    _ => y,
                };
            }

            return _y;
        }
    }
}
