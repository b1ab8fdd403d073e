using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>What every recurrent layer must do. A subclass says which layer.</summary>
public abstract partial class RecurrentLayerTests
{
    private protected const int I = 5, H = 37;
    private const uint Step = 3;
    private static readonly int[] _lengths = [2, 6, 0, 4, 6, 1, 3];

    /// <summary>Sequences of equal length 6 fill whole tiles as well as part of one.</summary>
    private static readonly int[] _equal = [6, 6, 6, 6, 6, 6, 6, 6];

    private protected abstract SequenceLayer Make(int inputSize, int hiddenSize);

    /// <summary>Whether a training step differs from inference by random masks.</summary>
    private protected virtual bool IsRandom => false;

    /// <summary>Whether training computes the bits of inference; else it is near them.</summary>
    private protected virtual bool TrainsInTheBitsOfInference => true;

    /// <summary>Whether gradients flow through the states, or these are carried as values.</summary>
    private protected virtual bool StateHasGradient => true;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void ThreeWays_GiveTheSameBits(int streams)
    {
        using var run = new LayerRun(Make(I, H), 1, [.. _equal[..streams]]);
        float[] x = run.X(1), initial = run.Initial(2);
        (float[] recorded, float[] final) = run.Forward(TapeMode.Gradients, x, initial);
        (float[] hidden, float[] finalWithoutTape) = run.Forward(TapeMode.Inference, x, initial);
        if (TrainsInTheBitsOfInference)
        {
            Near.SameBits(hidden, recorded);
            Near.SameBits(finalWithoutTape, final);
        }
        else
        {
            Near.Largest(recorded, TwinOf(hidden), 1e-5);
            Near.Largest(final, TwinOf(finalWithoutTape), 1e-5);
        }

        if (!run.Layer.IsCausal)
        {
            Assert.Throws<NotSupportedException>(() => run.Steps(x, initial));
            return;
        }

        (float[] stepped, float[] state) = run.Steps(x, initial);
        Near.SameBits(stepped, hidden);
        Near.SameBits(state, finalWithoutTape);
    }

    [Fact]
    public void ASequence_GivesTheSameBits_AloneAndInAnyBatch()
    {
        using var batch = new LayerRun(Make(I, H), 1, _lengths);
        float[] x = batch.X(3), initial = batch.Initial(4);
        (float[] hidden, float[] final) = batch.Forward(TapeMode.Inference, x, initial);
        for (int b = 0; b < _lengths.Length; b++)
        {
            using var alone = new LayerRun(Make(I, H), 1, [_lengths[b]]);
            int state = batch.Layer.StateSize, outputs = batch.Layer.OutputSize;
            float[] own = new float[_lengths[b] * I];
            for (int t = 0; t < _lengths[b]; t++)
            {
                x.AsSpan(batch.Packing.Row(b, t) * I, I).CopyTo(own.AsSpan(t * I));
            }

            (float[] ownHidden, float[] ownFinal) = alone.Forward(
                TapeMode.Inference, own, initial.AsSpan(b * state, state).ToArray());

            Near.SameBits(ownFinal, final.AsSpan(b * state, state));
            for (int t = 0; t < _lengths[b]; t++)
            {
                Near.SameBits(
                    ownHidden.AsSpan(t * outputs, outputs), hidden.AsSpan(batch.Packing.Row(b, t) * outputs, outputs));
            }
        }
    }

    [Fact]
    public void CarryingTheState_GivesTheBitsOfTheWholeSequence()
    {
        using var whole = new LayerRun(Make(I, H), 1, [6]);
        if (!whole.Layer.IsCausal)
        {
            return;
        }

        float[] x = whole.X(5), initial = whole.Initial(6);
        (float[] hidden, float[] final) = whole.Forward(TapeMode.Inference, x, initial);
        using var part = new LayerRun(Make(I, H), 1, [2]);
        float[] state = initial;
        for (int first = 0; first < 6; first += 2)
        {
            (float[] some, state) = part.Forward(TapeMode.Inference, x[(first * I)..((first + 2) * I)], state);
            Near.SameBits(some, hidden.AsSpan(first * part.Layer.OutputSize, 2 * part.Layer.OutputSize));
        }

        Near.SameBits(state, final);
    }

    [Fact]
    public void Threads_GiveTheSameBits()
    {
        // Large enough that the work is indeed split.
        int[] lengths = [.. Enumerable.Range(0, 26).Select(b => 3 + (b * 7 % 11))];
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var run = new LayerRun(Make(70, 100), threads, lengths);
            float[] results = run.Train(TapeMode.Training, run.X(7), run.Initial(8));
            expected ??= results;
            Near.SameBits(results, expected);
        }
    }

    /// <summary>Too few rows to share out: the threads share the units of each step.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(3, 7)]
    [Trait("Speed", "Long")]
    public void Threads_GiveTheSameBits_WhereThereAreFewRowsAndManyUnits(int seed, int batch)
    {
        var draws = new Draws(seed);
        int inputs = 1 + draws.Below(60), units = 150 + draws.Below(90);
        int[] lengths = [.. Enumerable.Range(0, batch).Select(b => b == 1 ? 0 : 2 + draws.Below(3))];
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            using var run = new LayerRun(Make(inputs, units), threads, lengths);
            float[] x = new Draws(seed).Floats(run.Packing.Steps * batch * inputs), initial = run.Initial(seed + 1);
            float[] trained = run.Train(TapeMode.Training, x[..(run.Packing.Rows * inputs)], initial);
            (float[] hidden, float[] final) = run.Forward(
                TapeMode.Inference, x[..(run.Packing.Rows * inputs)], initial);
            (float[] stepped, float[] state) = run.Layer.IsCausal ? run.Steps(x, initial) : ([], []);
            float[] results = [.. trained, .. hidden, .. final, .. stepped, .. state];
            expected ??= results;
            Near.SameBits(results, expected);
        }
    }

    [Fact]
    public void Gradients_EqualFiniteDifferences()
    {
        using var run = new LayerRun(Make(I, 18), 1, _lengths);
        float[] x = run.X(9), initial = run.Initial(10);
        if (!StateHasGradient)
        {
            run.DFinal.AsSpan().Clear();
        }

        run.Train(TapeMode.Training, x, initial);
        float[] dx = run.Dx, dInitial = run.DInitial;
        LayerRun.CheckGradient("x", x, dx, () => run.Loss(TapeMode.Training, x, initial), () => { });
        if (StateHasGradient)
        {
            LayerRun.CheckGradient(
                "initial state", initial, dInitial, () => run.Loss(TapeMode.Training, x, initial), () => { });
        }

        foreach (Parameter parameter in run.Layer.Parameters)
        {
            float[] values = parameter.Value.ToArray();
            LayerRun.CheckGradient(
                parameter.Name, values, parameter.Gradient.ToArray(), () => run.Loss(TapeMode.Training, x, initial),
                () => parameter.Set(values));
        }
    }

    [Fact]
    public void FrozenParameters_GetNoGradient_AndOthersTheSame()
    {
        using var all = new LayerRun(Make(I, H), 1, _lengths);
        all.Train(TapeMode.Training, all.X(11), all.Initial(12));
        int count = all.Layer.Parameters.Count();
        for (int frozen = 0; frozen < count; frozen++)
        {
            using var some = new LayerRun(Make(I, H), 1, _lengths);
            some.Layer.Parameters.ElementAt(frozen).IsFrozen = true;
            some.Train(TapeMode.Training, some.X(11), some.Initial(12));
            for (int p = 0; p < count; p++)
            {
                float[] gradient = some.Layer.Parameters.ElementAt(p).Gradient.ToArray();
                Near.SameBits(
                    gradient,
                    p == frozen ? new float[gradient.Length] : all.Layer.Parameters.ElementAt(p).Gradient.ToArray());
            }

            Near.SameBits(some.Dx, all.Dx);
        }
    }

    [Fact]
    public void ATrainingStep_AllocatesNothing_OnceItHasRun()
    {
        using var run = new LayerRun(Make(I, H), 1, _lengths);
        float[] x = run.X(13), dh = run.DHidden;
        long capacity = 0;
        uint step = 0;
        Allocations.AssertNone(
            () =>
            {
                capacity = run.Arena.CapacityBytes;
                run.Tape.Begin(TapeMode.Training, 1, step++);
                SequenceOutput output = run.Layer.Forward(
                    run.Tape, run.Tape.Input(x, new Shape(run.Packing.Rows, I)), run.Packing);
                run.Tape.Gradient(output.Hidden).Write(dh);
                run.Tape.Propagate();
            },
            warmUps: 4);
        Assert.Equal(capacity, run.Arena.CapacityBytes);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public void AStreamingStep_AllocatesNothing(int streams)
    {
        using var run = new LayerRun(Make(I, H), 1, [.. _equal[..streams]]);
        SequenceLayer layer = run.Layer;
        if (!layer.IsCausal)
        {
            return;
        }

        Tensor input = run.Arena.Allocate(new Shape(streams, I)),
            output = run.Arena.Allocate(new Shape(streams, layer.OutputSize));
        Tensor state = run.Arena.Allocate(new Shape(streams, layer.StateSize));
        int scratchLength = layer.StepScratchLength(streams);
        Tensor scratch = scratchLength == 0 ? default : run.Arena.Allocate(new Shape(scratchLength));
        input.Write(new float[streams * I]);
        layer.StartState(run.Backend, state);
        Allocations.AssertNone(() => layer.Step(run.Backend, input, output, state, scratch));
    }

    [Fact]
    public void Inference_DiffersFromTraining_WhereThereAreMasks_AndOnlyThere()
    {
        using var run = new LayerRun(Make(I, H), 1, _lengths);
        float[] x = run.X(14), initial = run.Initial(15);

        float[] without = run.Forward(
            TrainsInTheBitsOfInference ? TapeMode.Inference : TapeMode.Gradients, x, initial).Hidden;
        float[] training = run.Forward(TapeMode.Training, x, initial).Hidden;

        Assert.Equal(IsRandom, !training.SequenceEqual(without));
    }

    [Fact]
    public void StartState_IsTheStateOfASequenceWithoutOne()
    {
        using var run = new LayerRun(Make(I, H), 1, [0, 0]);
        run.Tape.Begin(TapeMode.Inference);
        Tensor state = run.Arena.Allocate(new Shape(2, run.Layer.StateSize));
        run.Layer.StartState(run.Backend, state);
        SequenceOutput output = run.Layer.Forward(run.Tape, run.Tape.Input([], new Shape(0, I)), run.Packing);

        Near.SameBits(output.FinalState.Value.ToArray(), state.ToArray());
    }

    private static double[] TwinOf(float[] values) => [.. values.Select(value => (double)value)];
}
