namespace Carousel.Jobs;

/// <summary>A model as the bytes of its file.</summary>
internal static class ModelBytes
{
    /// <summary>The bytes that <see cref="IJobModel.Save"/> writes.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="IOException">The folder of temporary files is full.</exception>
    public static byte[] Of(IJobModel model)
    {
        string path = Path.Combine(Path.GetTempPath(), $"carousel-{Guid.NewGuid():n}.safetensors");
        try
        {
            model.Save(path);
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
