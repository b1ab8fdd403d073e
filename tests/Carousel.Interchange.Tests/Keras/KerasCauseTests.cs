using Carousel.Interchange.Imports;
using Carousel.Interchange.Keras;
using Carousel.Interchange.PyTorch;
using Carousel.Storage;

namespace Carousel.Interchange.Tests.Keras;

/// <summary>Files of Keras that cannot be read: the sentence names the cause and the remedy.</summary>
public sealed class KerasCauseTests : IDisposable
{
    private const string Skipped = "but Carousel does not. Write the file again with an example without padding";

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AFileOfHdf5_IsNamed()
    {
        string path = Path.Combine(_folder, "k.h5");
        File.WriteAllBytes(path, [0x89, (byte)'H', (byte)'D', (byte)'F', 13, 10, 26, 10, 0, 0, 0, 0]);

        Assert.StartsWith(
            $"{path}: this is an HDF5 file, as Keras writes them. Write a .safetensors file from the model with "
            + "export_keras.py", Refusal(path), StringComparison.Ordinal);
    }

    [Fact]
    public void AnArchiveOfKeras_IsNamed()
    {
        string path = Path.Combine(_folder, "k.keras");
        using (FileStream stream = File.Create(path))
        {
            var zip = new ZipWriter(stream);
            zip.Add("config.json", "{}"u8);
            zip.Add("model.weights.h5", "x"u8);
            zip.Finish();
        }

        Assert.StartsWith(
            $"{path}: this is an archive of Keras (.keras). Write a .safetensors file from the model with "
            + "export_keras.py", Refusal(path), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.5f, "all 0.5, which the layer 'ma' (Masking) skips in Keras")]
    [InlineData(0.25f, "The network computes something that this import does not know")]
    public void SkippedStepsOfTheExample_AreNamed(float padding, string cause)
    {
        TensorFile masked = KerasGolden.Described(
            "lstm", "\"layers\":[",
            "\"layers\":[{\"class_name\":\"Masking\",\"name\":\"ma\",\"config\":{\"mask_value\":0.5},"
            + "\"weights\":[]},");
        string message = Message(
            masked, values => values.AsSpan(0, masked.Tensors["example.input"].Shape[2]).Fill(padding));

        Assert.Contains(cause, message, StringComparison.Ordinal);
        Assert.Equal(padding == 0.5f, message.Contains(Skipped, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0, "all 0, which the layer '1_embedding' (Embedding) skips in Keras")]
    [InlineData(1, "The network computes something that this import does not know")]
    public void SkippedSymbolsOfTheExample_AreNamed(int padding, string cause)
    {
        TensorFile masked = KerasGolden.Described(
            "embedding-bidirectional", "\"mask_zero\":null", "\"mask_zero\":true");
        string message = Message(masked, values =>
        {
            for (int k = 0; k < values.Length; k++)
            {
                values[k] = k == 0 ? padding : 1 + (values[k] % 10);
            }
        });

        Assert.Contains(cause, message, StringComparison.Ordinal);
    }

    private static string Message(TensorFile file, Action<float[]> change)
    {
        StoredTensor old = file.Tensors["example.input"];
        float[] values = old.Values.ToArray();
        change(values);
        var changed = new TensorFile(
            file.Tensors.Values.Where(t => t.Name != old.Name).Append(new StoredTensor(old.Name, old.Shape, values)),
            file.Metadata);
        return Assert.Throws<ModelFileException>(() => KerasModel.Import(changed, "k", threads: 1)).Message;
    }

    private static string Refusal(string path) => Assert.Throws<ModelFileException>(
        () => ForeignNetworks.Read(path, new TorchImportOptions { Threads = 1 })).Message;
}
