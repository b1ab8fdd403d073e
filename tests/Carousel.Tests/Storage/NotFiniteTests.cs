using Carousel.Autograd;
using Carousel.Storage;
using Carousel.Tensors;
using Carousel.Tests.Training;
using Carousel.Training;

namespace Carousel.Tests.Storage;

/// <summary>Models and checkpoints whose tensors contain NaN or infinity: rejected on every way in.</summary>
public sealed class NotFiniteTests : IDisposable
{
    private const int Long = (1 << 18) + 77;
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<float, int, int> Values
    {
        get
        {
            var values = new TheoryData<float, int, int>();
            foreach (float value in (float[])[float.NaN, float.PositiveInfinity, float.NegativeInfinity])
            {
                values.Add(value, 1, 0);
                values.Add(value, 59, 58);
                values.Add(value, 300, 299);
                values.Add(value, Long, 5);
                values.Add(value, Long, (1 << 18) - 1);
                values.Add(value, Long, Long - 1);
            }

            return values;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Values))]
    public void Model_IsRefused_WithTheNameOfTheTensor(float value, int length, int at)
    {
        string path = _folder.File("m.safetensors");
        Model(length, at, value).Write(path);

        string said = Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message;
        Assert.Contains("m.safetensors: the tensor 'b' contains NaN or infinity", said, StringComparison.Ordinal);
        Assert.Equal(
            said, Assert.Throws<ModelFileException>(() => ModelFile.Map(path, "forecast", file => file)).Message);
        Assert.Equal(
            said, Assert.Throws<ModelFileException>(() => ModelFile.Map(path, "forecast", file => file, threads: 3))
                .Message);
    }

    [Fact]
    public void Digest_FindsTheFirstTensor()
    {
        foreach (int length in (int[])[1, 100, Long])
        {
            Assert.Equal("b", NotFinite(Model(length, length - 1, float.NaN)));
            Assert.Null(NotFinite(Model(length, length - 1, float.MaxValue)));
        }

        string? NotFinite(ModelFile model)
        {
            ContentDigest.Of(model.ToTensorFile(), 2, out string? name);
            return name;
        }
    }

    [Fact]
    public void AModelWithoutAChecksum_IsRefused()
    {
        string path = _folder.File("m.safetensors");
        Model(1, 0, 2).Write(path);
        byte[] bytes = File.ReadAllBytes(path);
        int at = bytes.AsSpan().IndexOf("\"xxh3\""u8);
        "\"xxh4\""u8.CopyTo(bytes.AsSpan(at));
        File.WriteAllBytes(path, bytes);

        Assert.EndsWith(
            "the model carries no checksum; the file was damaged or changed, or comes from a version before 0.1.",
            Assert.Throws<ModelFileException>(() => ModelFile.Read(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_AreRead_WhereTheFileIsNoModel()
    {
        string path = _folder.File("t.safetensors");
        SafeTensors.Write(path, new TensorFile([new StoredTensor("x", new Shape(1), new[] { float.NaN })], []));

        Assert.True(float.IsNaN(SafeTensors.Read(path).Tensors["x"].Values.Span[0]));
    }

    [Fact]
    public void Checkpoint_IsRefused_WithTheNameOfTheTensor()
    {
        string path = _folder.File("c.safetensors");
        using var backend = new CpuBackend(1);
        TrainerOptions options = new() { Epochs = 1, CheckpointFile = path };
        using (var trainer = new Trainer(backend, new TinyProblem(backend), options))
        {
            trainer.Fit(TestContext.Current.CancellationToken);
        }

        string spoilt = Spoil(path);
        using var other = new Trainer(backend, new TinyProblem(backend), options);
        string said = Assert.Throws<CheckpointException>(() => other.Resume(path)).Message;
        Assert.Contains(
            $"c.safetensors: the tensor '{spoilt}' contains NaN or infinity", said, StringComparison.Ordinal);
    }

    [Fact]
    public void OnlineCheckpoint_IsRefused_ButForTheCallersOwnValues()
    {
        string path = _folder.File("o.safetensors");
        using var backend = new CpuBackend(1);
        using var trainer = new OnlineTrainer(backend, new TinyProblem(backend).Model);
        trainer.Save(path, "p", "here", [new StoredTensor("gaps", new Shape(2), new[] { 1, float.NaN })]);
        Assert.True(float.IsNaN(trainer.Resume(path, "p").Tensors["gaps"].Values.Span[1]));

        trainer.Save(path, "p", "here", []);
        string spoilt = Spoil(path);
        string said = Assert.Throws<CheckpointException>(() => trainer.Resume(path, "p")).Message;
        Assert.Contains(
            $"o.safetensors: the tensor '{spoilt}' contains NaN or infinity", said, StringComparison.Ordinal);
    }

    private static ModelFile Model(int length, int at, float value)
    {
        float[] values = new float[length];
        values[at] = value;
        return new ModelFile
        {
            Task = "forecast",
            Configuration = "{}",
            Tensors =
            [
                new("a", new Shape(2), new float[2]), new("b", new Shape(length), values),
                new("c", new Shape(1), new[] { float.IsFinite(value) ? 1 : value }),
            ],
        };
    }

    /// <summary>Writes the file again with NaN in its last tensor; the checksum is right.</summary>
    private static string Spoil(string path)
    {
        TensorFile file = SafeTensors.Read(path);
        StoredTensor last = file.Tensors.Values.Last();
        float[] values = last.Values.ToArray();
        values[^1] = float.NaN;
        SafeTensors.Write(path, new TensorFile(
            [.. file.Tensors.Values.SkipLast(1), new StoredTensor(last.Name, last.Shape, values)], file.Metadata));
        return last.Name;
    }
}
