using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Tests.Training;

namespace Carousel.Tests.Layers;

public sealed class LayerTensorsTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);

    public void Dispose() => _backend.Dispose();

    [Fact]
    public void Load_SetsWhatToTensorsGave()
    {
        Layer from = new TinyProblem(_backend, seed: 1).Model;
        Layer to = new TinyProblem(_backend, seed: 2).Model;
        int version = to.Parameters.First().Version;

        to.Load(from.ToTensors(), "m");

        Assert.Equal(from.Parameters.First().Value.ToArray(), to.Parameters.First().Value.ToArray());
        Assert.NotEqual(version, to.Parameters.First().Version);
    }

    [Fact]
    public void Load_NamesTheTensorThatDoesNotFit_AndChangesNothing()
    {
        Layer model = new TinyProblem(_backend).Model;
        float[] before = model.Parameters.First().Value.ToArray();
        var weight = new StoredTensor("weight", new Shape(1, 5), new float[5]);
        var bias = new StoredTensor("bias", new Shape(1), new float[1]);

        Assert.Equal("m: the tensor 'bias' of shape [1] is missing.", Message([weight]));
        Assert.Equal(
            "m: the tensor 'bias' has the shape [2]; this model needs [1].",
            Message([weight, new StoredTensor("bias", new Shape(2), new float[2])]));
        Assert.Equal(
            "m: the tensor 'extra' belongs to no layer of this model.",
            Message([weight, bias, new StoredTensor("extra", new Shape(1), new float[1])]));
        Assert.Equal(before, model.Parameters.First().Value.ToArray());

        string Message(IReadOnlyList<StoredTensor> tensors) =>
            Assert.Throws<ModelFileException>(() => model.Load(tensors, "m")).Message;
    }
}
