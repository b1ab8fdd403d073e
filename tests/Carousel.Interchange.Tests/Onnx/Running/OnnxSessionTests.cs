using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Running;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.Onnx.Running;

/// <summary>How a session ends, and what a run that fails leaves behind.</summary>
public sealed class OnnxSessionTests
{
    private static readonly TimeSpan _soon = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void Run_IsRefused_WhenTheSessionHasEnded()
    {
        OnnxSession session = Session();
        session.Run(Inputs());
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run(Inputs()));
    }

    [Fact]
    public async Task Dispose_WaitsForTheRunOfAnotherThread()
    {
        OnnxSession session = Session();
        session.Run(Inputs());
        using var inputs = new HeldInputs(Inputs());
        Task<float[]> run = Task.Run(() => session.Run(inputs)["y"].ToSingles(), TestContext.Current.CancellationToken);
        inputs.IsReading.Wait(TestContext.Current.CancellationToken);
        Task end = Task.Run(session.Dispose, TestContext.Current.CancellationToken);
        await Task.WhenAny(end, Task.Delay(_soon, TestContext.Current.CancellationToken));
        bool endedDuringTheRun = end.IsCompleted;
        inputs.MayGoOn.Set();

        Assert.False(endedDuringTheRun);
        Assert.Equal(6f, Assert.Single(await run));
        await end;
    }

    [Fact]
    public void AnOperatorThatFails_GivesUpWhatItTook()
    {
        var model = new MadeOnnx().Input("x", OnnxType.Int8, "1").Input("y", OnnxType.Int8, "many")
            .Output("z", OnnxType.Int8).Node("Add", ["x", "y"], ["z"]).Model();
        var program = new GraphProgram(model.Graph);
        using var share = new RunShare(1000, 1, []);
        var scope = new RunScope(model.Graph, new RunResources(share));
        scope.Set("x", OnnxTensor.Of([(sbyte)1], 1));
        scope.Set("y", OnnxTensor.Of(new sbyte[200], 200));

        Assert.Contains(
            "not enough", Assert.Throws<ModelFileException>(() => program.Run(scope)).Message,
            StringComparison.Ordinal);

        Assert.Equal(0, share.Memory.Used);
    }

    private static OnnxSession Session() => new(
        new MadeOnnx().Input("x", OnnxType.Float32, "1", "1").Output("y", OnnxType.Float32)
            .Weight("w", OnnxTensor.Of([2f], 1, 1)).Node("MatMul", ["x", "w"], ["y"]).Model(),
        new OnnxSessionOptions { Threads = 1 });

    private static Dictionary<string, OnnxTensor> Inputs() => new() { ["x"] = OnnxTensor.Of([3f], 1, 1) };

    /// <summary>
    /// Inputs that hold up the run that reads them. They are read first to be checked, before the run.
    /// </summary>
    private sealed class HeldInputs(Dictionary<string, OnnxTensor> inputs)
        : IReadOnlyDictionary<string, OnnxTensor>, IDisposable
    {
        private int _readings;

        public ManualResetEventSlim IsReading { get; } = new();

        public ManualResetEventSlim MayGoOn { get; } = new();

        public IEnumerable<string> Keys => inputs.Keys;

        public IEnumerable<OnnxTensor> Values => inputs.Values;

        public int Count => inputs.Count;

        public OnnxTensor this[string key] => inputs[key];

        public bool ContainsKey(string key) => inputs.ContainsKey(key);

        public bool TryGetValue(string key, [MaybeNullWhen(false)] out OnnxTensor value) =>
            inputs.TryGetValue(key, out value);

        public IEnumerator<KeyValuePair<string, OnnxTensor>> GetEnumerator()
        {
            if (++_readings == 2)
            {
                IsReading.Set();
                MayGoOn.Wait();
            }

            return inputs.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        public void Dispose()
        {
            IsReading.Dispose();
            MayGoOn.Dispose();
        }
    }
}
