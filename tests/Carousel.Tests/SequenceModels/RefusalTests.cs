using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tests.Storage;

namespace Carousel.Tests.SequenceModels;

/// <summary>What can't be learned from is refused in one sentence that says where.</summary>
public sealed class RefusalTests
{
    private static readonly float[][][] _good = [[[1, 2], [3, 4]], [[5, 6]]];

    [Fact]
    public void Inputs_SaySequenceStepAndFeature()
    {
        Assert.Equal(
            "Sequence 1, step 1, feature 0 is NaN; every number must be finite.",
            RefusalOf([[[1, 2]], [[3, 4], [float.NaN, 5]]]));
        Assert.Equal(
            "Step 1 of sequence 1 has 1 features, but the first step has 2.", RefusalOf([[[1, 2]], [[3, 4], [5]]]));
        Assert.Equal("Sequence 1 is empty; 1 step or more is needed.", RefusalOf([[[1, 2]], []]));
        Assert.Equal("Sequence 0 is empty; 1 step or more is needed.", RefusalOf([[], [[1, 2]]]));
        Assert.Equal("Sequence 0 is empty; 1 step or more is needed.", RefusalOf([[]]));
        Assert.Equal("Step 1 of sequence 0 is null.", RefusalOf([[[1, 2], null!]]));
        Assert.Equal("Sequence 1 is null.", RefusalOf([[[1, 2]], null!]));
        Assert.Equal("Expected at least one sequence.", RefusalOf([]));
        Assert.Equal("Sequence 0 has no features.", RefusalOf([[[]]]));
        Assert.Equal("5 values cannot be divided into sequences of 2 steps of 2 values.", Flat(5));
        Assert.Equal(
            "The lengths say 3 steps of 2, which is 6 values; 5 are given.",
            Assert.Throws<ArgumentException>(() => SequenceInputs.Of(new float[5], [1, 2], 2)).Message);
        Assert.Equal(
            "Sequence 1 is empty; 1 step or more is needed.",
            Assert.Throws<ArgumentException>(() => SequenceInputs.Of(new float[5], [1, 0], 2)).Message);
        Assert.Equal(
            "Sequence 1 has -1 steps; 1 or more are needed.",
            Assert.Throws<ArgumentException>(() => SequenceInputs.Of(new float[5], [1, -1], 2)).Message);
        Assert.Equal(
            "Sequence 0 is empty; 1 step or more is needed.",
            Assert.Throws<ArgumentException>(() => (SequenceInputs)new float[2, 0, 3]).Message);

        static string Flat(int length) =>
            Assert.Throws<ArgumentException>(() => SequenceInputs.Of(new float[length], 2, 2)).Message;
    }

    [Fact]
    public void Targets_SayWhere()
    {
        Assert.Equal("There are 2 sequences, but targets for 1.", Refusal(new float[] { 1 }));
        Assert.Equal(
            "The target of sequence 1, number 0 is Infinity; every number must be finite.",
            Refusal(new[] { 1, float.PositiveInfinity }));
        Assert.Equal(
            "The target of sequence 1 has 1 numbers, but the first has 2.", Refusal(new float[][] { [1, 2], [1] }));
        Assert.Equal("Sequence 0 has 2 steps, but targets for 1.", Refusal(_good, [[[1]], [[1]]]));
        Assert.Equal("Sequence 0 has 2 steps, but targets for 0.", Refusal(_good, [[], [[1]]]));
        Assert.Equal(
            "The target of sequence 1 is null.",
            Told(() => SequenceModel.Train(_good, new string[][] { ["a"], null! })));
        Assert.Equal(
            "All targets are of the class 'a'; two classes at least are needed.", Refusal(new[] { "a", "a" }));
        Assert.Equal("Sequence 1 has an empty label.", Refusal(new[] { "a", "" }));
        Assert.Equal("Sequence 1 has a class that is not a number 0…65535.", Refusal(new[] { 0, -1 }));
    }

    [Fact]
    public void Options_NameTheirRange()
    {
        Assert.Contains(
            "Hidden must be 1 or more",
            Assert.Throws<ArgumentOutOfRangeException>(() => new SequenceOptions { Hidden = 0 }).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "The network reads 2 numbers, but InputNames has 1.",
            Assert.Throws<ArgumentException>(
                () => SequenceModel.Train(_good, new float[] { 1, 2 }, new() { InputNames = ["a"] })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACellThatIsNone_IsRefused() => Assert.Contains(
        "There is no such cell.",
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SequenceModel.Train(_good, new float[] { 1, 2 }, new() { Cell = (CellKind)99 })).Message,
        StringComparison.Ordinal);

    [Fact]
    public void AStream_RefusesWhatPredictRefuses_AndIsAsItWas()
    {
        using var model = SequenceModel.Train(_good, new float[] { 1, 2 }, new() { Epochs = 1 });
        using SequenceStream stream = model.Stream();
        stream.Step([1, 2]);

        Assert.Equal("Step 1, feature 1 is NaN; every number must be finite.", Wrong([3, float.NaN]));
        Assert.Equal(
            "Step 1, feature 0 is Infinity; every number must be finite.", Wrong([float.PositiveInfinity, 4]));
        Assert.Equal(
            "step: expected [features] = [2], which is 2 values, but got 3. (Parameter 'step')", Wrong([1, 2, 3]));
        Assert.Equal(model.Predict([[1f, 2], [3, 4]]), stream.Step([3, 4]).ToArray());
        Assert.Equal(2, stream.Steps);

        string Wrong(float[] step) =>
            Assert.ThrowsAny<ArgumentException>(() => stream.Step(step).ToArray()).Message;
    }

    [Fact]
    public void AStreamOfSymbols_RefusesOthers()
    {
        using var folder = new TemporaryFolder();
        using var backend = new CpuBackend(1);
        var stack = new Stack(new Embedding(5, 3), new Lstm(3, 4));
        stack.Build(backend, seed: 1);
        stack.Save(folder.File("model.safetensors"));
        using var model = SequenceModel.Load(folder.File("model.safetensors"), 1);
        using SequenceStream stream = model.Stream();

        Assert.Equal(
            "Step 0 has a symbol that is not a whole number 0…4.",
            Assert.Throws<ArgumentException>(() => stream.Step([5]).ToArray()).Message);
        Assert.StartsWith(
            "Sequence 0 has a symbol that is not a whole number 0…4.",
            Assert.Throws<ArgumentException>(() => model.Predict([0.5f])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AModel_RefusesWhatItIsNotFor()
    {
        using var numbers = SequenceModel.Train(
            _good, new float[] { 1, 2 }, new() { Epochs = 1, Bidirectional = true });

        Assert.StartsWith(
            "The steps have 1 features, but the model was trained on 2.",
            Assert.Throws<ArgumentException>(() => numbers.Predict([[1f]])).Message, StringComparison.Ordinal);
        Assert.StartsWith(
            "3 values cannot be divided into steps of 2 features.",
            Assert.Throws<ArgumentException>(() => numbers.Predict([1f, 2f, 3f])).Message, StringComparison.Ordinal);
        Assert.Equal(
            "Sequence 0 is empty; 1 step or more is needed.",
            Assert.Throws<ArgumentException>(() => numbers.Predict(Array.Empty<float[]>())).Message);
        Assert.Equal(
            "Sequence 0 is empty; 1 step or more is needed.",
            Assert.Throws<ArgumentException>(() => numbers.Predict(ReadOnlySpan<float>.Empty)).Message);
        Assert.Contains(
            "Bidirectional = false", Assert.Throws<NotSupportedException>(numbers.Stream).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "Ask Predict", Assert.Throws<InvalidOperationException>(() => numbers.Classify(_good)).Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "a target for each step",
            Assert.Throws<InvalidOperationException>(() => numbers.PredictSteps(_good)).Message,
            StringComparison.Ordinal);
    }

    private static string RefusalOf(float[][][] inputs) =>
        Assert.Throws<ArgumentException>(() => SequenceModel.Train(inputs, new float[] { 1, 2 })).Message;

    private static string Refusal(float[] targets) => Told(() => SequenceModel.Train(_good, targets));

    private static string Refusal(float[][] targets) => Told(() => SequenceModel.Train(_good, targets));

    private static string Refusal(float[][][] inputs, float[][][] targets) =>
        Told(() => SequenceModel.Train(inputs, targets));

    private static string Refusal(string[] targets) => Told(() => SequenceModel.Train(_good, targets));

    private static string Refusal(int[] targets) => Told(() => SequenceModel.Train(_good, targets));

    private static string Told(Func<SequenceModel> train) => Assert.Throws<ArgumentException>(train).Message;
}
