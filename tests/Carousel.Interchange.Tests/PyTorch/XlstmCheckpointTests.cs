using Carousel.Interchange.Imports;
using Carousel.Interchange.PyTorch;
using Carousel.Interchange.Tensors;
using Carousel.Jobs.Networks;
using Carousel.Storage;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>Checkpoints of xLSTM, whose answers were computed from the equations in PyTorch.</summary>
public sealed class XlstmCheckpointTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("xlstm").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The two orders in which programs of the package hold an sLSTM's recurrent kernel.</summary>
    [Theory]
    [InlineData("vanilla")]
    [InlineData("cuda")]
    public void ACheckpoint_GivesItsStoredAnswers(string form)
    {
        using NetworkModel model = Read(File(form), out IReadOnlyList<string> notes);

        Assert.Equal(
            "embedding 11×16, mLSTM block 24, sLSTM block 12, mLSTM block 24, layer normalisation, dense 11",
            model.Design.Describe());
        Assert.True(model.Design.CanStep);
        Assert.Contains(notes, note => note.StartsWith("checked: 1540 stored numbers", StringComparison.Ordinal));
        Assert.Contains(notes, note => note.Contains("fgate", StringComparison.Ordinal));
    }

    [Fact]
    public void TheModelFile_HoldsTheSameNetwork()
    {
        using NetworkModel model = Read(File("vanilla"), out _);
        string path = Path.Combine(_folder, "model.safetensors");
        model.Save(path);
        using NetworkModel loaded = NetworkModel.Load(path, 1);
        float[] symbols = [.. Enumerable.Range(0, 20).Select(t => (float)(t * t % 11))];
        Near.SameBits(loaded.Run([symbols])[0], model.Run([symbols])[0]);
    }

    [Fact]
    public void WhatIsMissing_OrHasNoPlace_IsRefused_ByName()
    {
        Assert.Contains(
            "lacks the tensor 'xlstm_block_stack.blocks.0.xlstm.conv1d.conv.bias'",
            Refusal(tensors => tensors.Where(
                t => !t.Name.EndsWith("0.xlstm.conv1d.conv.bias", StringComparison.Ordinal))),
            StringComparison.Ordinal);
        Assert.Contains(
            "the tensor 'xlstm_block_stack.blocks.0.xlstm.proj_up.bias' is not part of a network",
            Refusal(tensors => tensors.Append(Tensor("xlstm_block_stack.blocks.0.xlstm.proj_up.bias", 48))),
            StringComparison.Ordinal);
        Assert.Contains(
            "'lm_head.weight' has the shape [11, 7], where […, 16] is needed",
            Refusal(tensors => tensors.Where(t => t.Name != "lm_head.weight").Append(Tensor("lm_head.weight", 11, 7))),
            StringComparison.Ordinal);
        Assert.Throws<ImportOptionException>(() => ForeignNetworks.Read(File("cuda"), new() { Layers = "lm_head" }));
    }

    [Fact]
    public void BlocksAlone_AndUnderAName_AreTaken()
    {
        using var file = ForeignTensors.Open(File("cuda"));
        NetworkImport import = TorchImport.Read(
            Changed(file.Tensors.Values
                .Where(t => t.Name.StartsWith("xlstm_block_stack.blocks", StringComparison.Ordinal))
                .Select(t => new ForeignTensor("x.pth", "model." + t.Name, t.Sizes, t.Read))),
            new TorchImportOptions { Threads = 1 });
        using var model = NetworkModel.Of(import.Model);
        Assert.Equal("mLSTM block 24, sLSTM block 12, mLSTM block 24", model.Design.Describe());
    }

    private static string Refusal(Func<IEnumerable<ForeignTensor>, IEnumerable<ForeignTensor>> change)
    {
        using var file = ForeignTensors.Open(File("vanilla"));
        return Assert.Throws<ModelFileException>(() => TorchImport.Read(
            Changed(change(file.Tensors.Values)), new TorchImportOptions { Threads = 1 })).Message;
    }

    private static ForeignTensors Changed(IEnumerable<ForeignTensor> tensors) =>
        new("x.pth", tensors, new Dictionary<string, string>(), [], null);

    private static ForeignTensor Tensor(string name, params int[] sizes) =>
        new("x.pth", name, sizes, values => values.Clear());

    private static NetworkModel Read(string path, out IReadOnlyList<string> notes)
    {
        NetworkImport import = ForeignNetworks.Read(path, new TorchImportOptions { Threads = 1 });
        notes = import.Notes;
        return NetworkModel.Of(import.Model);
    }

    private static string File(string form) => Parity.File($"pytorch/xlstm/{form}.pth");
}
