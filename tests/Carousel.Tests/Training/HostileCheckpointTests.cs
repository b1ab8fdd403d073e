using System.Text;
using Carousel.Autograd;
using Carousel.Storage;
using Carousel.Testing;
using Carousel.Tests.Storage;
using Carousel.Training;

namespace Carousel.Tests.Training;

/// <summary>Damaged checkpoints of trainings: as files, and in their texts with a checksum that agrees.</summary>
[Collection(typeof(Alone))]
public sealed class HostileCheckpointTests : IDisposable
{
    private const int Seed = 20261122;

    private readonly CpuBackend _backend = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly string _file;
    private readonly Trainer _trainer;

    public HostileCheckpointTests()
    {
        _file = _folder.File("run");
        using var first = new Trainer(_backend, new TinyProblem(_backend), Options, []);
        first.Fit(TestContext.Current.CancellationToken);
        _trainer = new Trainer(_backend, new TinyProblem(_backend), Options, []);
    }

    private TrainerOptions Options => new() { Epochs = 3, CheckpointFile = _file, CheckpointSteps = 1 };

    public void Dispose()
    {
        _trainer.Dispose();
        _backend.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait("Speed", "Long")]
    public void Resume_RefusesOrGoesOn_WhenFilesAreDamaged() => Read(1000);

    [Fact]
    [Trait("Speed", "Slow")]
    public void Resume_RefusesOrGoesOn_WhenManyFilesAreDamaged() =>
        TestContext.Current.TestOutputHelper!.WriteLine(Read(100_000).ToString());

    [Theory]
    [InlineData("position")]
    [InlineData("settings")]
    [Trait("Speed", "Long")]
    public void Resume_RefusesOrGoesOn_WhenTextsAreDamagedAndSealedAgain(string key)
    {
        TensorFile sound = SafeTensors.Read(_file);
        HostileFilesResult result = HostileFiles.Read(
            [Encoding.UTF8.GetBytes(sound.Metadata[key])], ".safetensors", 300, Seed, _trainer.Resume,
            e => e is CheckpointException, text =>
            {
                using var stream = new MemoryStream();
                SafeTensors.Write(
                    stream,
                    new TensorFile(
                        sound.Tensors.Values,
                        sound.Metadata.Select(m => m.Key == key ? new(key, Encoding.UTF8.GetString(text)) : m)));
                return stream.ToArray();
            });

        Assert.InRange(result.Refused, 1, 300);
    }

    private HostileFilesResult Read(int count)
    {
        HostileFilesResult result = HostileFiles.Read(
            [File.ReadAllBytes(_file)], ".safetensors", count, Seed, _trainer.Resume, e => e is CheckpointException);
        Assert.InRange(result.Refused, count * 9 / 10, count);
        return result;
    }
}
