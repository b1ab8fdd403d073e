using Carousel.Autograd;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Layers;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Jobs;

/// <summary>
/// Lets a second processor compile what every model runs through, while the first reads the command line and the
/// model's settings.
/// </summary>
/// <remarks>
/// Each process compiles a method when it first calls it; for a small model that takes most of the time until its
/// answer. Changes no result: methods compiled early are not compiled again. Figures:
/// docs/explanation/memory-and-start.md.
/// </remarks>
internal static class WarmUp
{
    // A larger file takes longer to read than its code to compile.
    private const long MostBytes = 4 << 20;

    /// <summary>Begins on a separate thread.</summary>
    /// <param name="modelFile">The file that will be loaded: reading it here compiles the reading.</param>
    /// <param name="tableTasks">The tasks whose models read tables in order of time.</param>
    /// <returns>Whether the file was a model; the caller need not wait for it.</returns>
    public static Task<bool> Begin(string modelFile, params string[] tableTasks) =>
        BackgroundThread.Run(() => Run(modelFile, tableTasks), "carousel warm-up");

    /// <summary>In the order in which it will be needed.</summary>
    private static bool Run(string modelFile, string[] tableTasks)
    {
        var file = new FileInfo(modelFile);
        if (!file.Exists || file.Length > MostBytes)
        {
            return false;
        }

        try
        {
            string task = ModelFile.TaskOf(modelFile);
            ModelFile.Map(modelFile, task, model => FitSummary.Of(model, modelFile), threads: 1);
            if (tableTasks.Contains(task))
            {
                ReadTable();
            }

            Compute();
            return true;
        }
        catch (ModelFileException)
        {
            // The loader of the model reports the error.
            return false;
        }
    }

    private static void ReadTable()
    {
        const string Table =
            "time,value,known\n2001-01-01 00:00,1.5,1\n2001-01-01 01:00,2,2\n2001-01-01 02:00,2.5,3\n2001-01-01 "
            + "03:00,2,4\n2001-01-01 04:00,,5\n";
        SeriesReader.ReadCsv(
            new StringReader(Table), nameof(Table), new ReadOptions { Targets = ["value"], Known = ["known"] });
    }

    /// <summary>Two steps through the smallest network that calls what most networks call.</summary>
    private static void Compute()
    {
        const int Inputs = 16, Hidden = 32, Outputs = 3, Steps = 2;
        using var backend = new CpuBackend(threads: 1);
        using var arena = new Arena(backend);
        var network = new Stack(new Lstm(Inputs, Hidden), new Dense(Hidden, Outputs));
        network.Allocate(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(new float[Steps * Inputs], new Shape(Steps, Inputs));
        SoftmaxOp.Apply(tape, network.Forward(tape, input, new Packing([Steps])).Hidden);
    }
}
