using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Server.Models;
using Carousel.Server.Storage;
using Carousel.Server.Tests.Engine;
using Carousel.Storage;

namespace Carousel.Server.Tests.Models;

/// <summary>What a version must show before it is served.</summary>
public sealed class ModelCheckTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-check-");

    private string Model => Path.Combine(_folder.FullName, "numbers.safetensors");

    [Fact]
    public void NetworksOfEachKind_AnswerAsTheyMust()
    {
        using var models = new EngineModels();
        int[] kinds = [EngineModels.Lstm, EngineModels.Pooled, EngineModels.Symbols, EngineModels.Deep];
        Assert.All(kinds, number => ModelCheck.Run(models.Of(number)));
    }

    [Fact]
    public void NetworkWithoutNumbersForAnswers_IsRefused()
    {
        Write(weight: 3e38f);
        byte[] bytes = File.ReadAllBytes(Model);
        using var model = new ServedModel(new ModelLoading(), "numbers", new string('0', 64), 1, bytes);
        ModelFileException refused = Assert.Throws<ModelFileException>(() => ModelCheck.Run(model));
        Assert.Contains(
            "answers to rows on the training scale are not finite", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RefusedVersion_LeavesTheServedOne_AndIsNotStored()
    {
        using var store = new SqliteStore(Path.Combine(_folder.FullName, "sessions.db"), isVolatile: true);
        using var models = new ModelCatalogue(_folder.FullName, store);
        Write(weight: 1);
        models.Look();
        ServedModel served = models.Current["numbers"];

        // Of another length, so that it is seen whatever the clock of the disk tells.
        Write(weight: 3e38f, units: 5);
        Assert.Contains("not served", Assert.Single(models.Look()), StringComparison.Ordinal);
        Assert.Same(served, models.Current["numbers"]);
        Assert.Single(store.ReadModels());
    }

    [Theory]
    [InlineData("demand")]
    [InlineData("")]
    public void FolderOfAFit_IsServedOnce_ByTheModelOfAllRows(string name)
    {
        using var store = new SqliteStore(Path.Combine(_folder.FullName, "sessions.db"), isVolatile: true);
        using var models = new ModelCatalogue(_folder.FullName, store);
        string folder = Path.Combine(_folder.FullName, name), served = new DirectoryInfo(folder).Name;
        Directory.CreateDirectory(folder);
        Write(weight: 1, file: Path.Combine(folder, "model.safetensors"));
        models.Look();
        string measured = models.Current[served].Sha256;

        string latest = Path.Combine(folder, "latest.safetensors");
        Write(weight: 2, file: latest);
        models.Look();
        Assert.Equal([served], models.Current.Keys);
        Assert.NotEqual(measured, models.Current[served].Sha256);
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(latest))),
            models.Current[served].Sha256);
    }

    /// <inheritdoc/>
    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>Weights that add up to more than the largest number, each of them a number.</summary>
    private void Write(float weight, int units = 4, string? file = null)
    {
        using var backend = new CpuBackend(threads: 1);
        var last = new Dense(units, 1);
        var network = new Stack(new Lstm(2, units), last);
        network.Build(backend, 1);
        last.Weight.Value.Write(Enumerable.Repeat(weight, units).ToArray());
        last.Weight.MarkChanged();
        last.Bias!.Value.Write([weight]);
        last.Bias.MarkChanged();
        network.Save(file ?? Model);
    }
}
