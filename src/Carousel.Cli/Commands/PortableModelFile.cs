using Carousel.Cli.Errors;
using Carousel.Jobs;
using Carousel.Jobs.Portable;
using Carousel.Storage;

namespace Carousel.Cli.Commands;

/// <summary>The model that is to leave Carousel.</summary>
internal static class PortableModelFile
{
    /// <summary>Loads it.</summary>
    /// <param name="file">Its file.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="UsageException">It is for a job whose networks do not leave.</exception>
    /// <exception cref="ModelFileException">The file is missing or damaged.</exception>
    public static IPortableJob Load(string file, int threads)
    {
        IJobModel model = KnownModels.Load(file, threads);
        if (model is IPortableJob portable)
        {
            return portable;
        }

        model.Dispose();
        throw new UsageException(
            $"{file} is a model for '{model.Task}', which needs whole sequences and cannot run step by step. Export it "
            + "with carousel export onnx instead.");
    }
}
