using Carousel.Interchange.Keras;

namespace Carousel.Interchange.Tests.Keras;

/// <summary>The lines that docs/how-to/import-networks.md#from-keras shows.</summary>
public sealed class KerasGuideTests
{
    [Fact]
    public void Guide_BringsANetworkIn()
    {
        string folder = Directory.CreateTempSubdirectory("carousel-keras-").FullName, path = KerasGolden.File("lstm"),
            saved = Path.Combine(folder, "model.safetensors");
        float[] sequence = new float[3 * 5];
        #region import
        KerasImport import = KerasModel.Import(path);
        foreach (string note in import.Notes)
        {
            Console.Error.WriteLine(note);
        }

        using SequenceModel model = import.Model;
        model.Save(saved);
        float[] answer = model.Predict(sequence);
        #endregion
        Directory.Delete(folder, recursive: true);

        Assert.Equal(3, answer.Length);
        Assert.Equal(1, answer.Sum(), 1e-5f);
        Assert.Equal(3, import.Notes.Count);
    }
}
