using Carousel.Autograd;
using Carousel.Genomes;
using Carousel.Genomes.Logos;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Genomes;

/// <summary>
/// Logos of the filters of a convolution over windows: the bases under the places that excite a filter by more than
/// half of the most that any does (Alipanahi and others 2015).
/// </summary>
internal static class WindowLogos
{
    private const int Fewest = 10;

    // So that a base that never came has no share of 0, whose logarithm would outweigh all others.
    private const double Pseudocount = 1;

    /// <summary>The logos of the filters that are excited at ten places or more.</summary>
    /// <param name="backend">Where the convolution was built.</param>
    /// <param name="convolution">Reads one feature for each of four bases, the kernel's middle at its step.</param>
    /// <param name="task">Whose windows are written.</param>
    /// <param name="windows">Of one length.</param>
    public static IReadOnlyList<FilterLogo> Of(
        CpuBackend backend, SequenceConvolution convolution, StartWindowTask task, IReadOnlyList<byte[]> windows)
    {
        var batch = new TaskBatch(task);
        int length = windows[0].Length, filters = convolution.OutputSize, width = convolution.Convolution.KernelSize;
        batch.Begin(length, windows.Count);
        for (int b = 0; b < windows.Count; b++)
        {
            StartWindowTask.Write(batch, b, windows[b]);
        }

        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        float[] excited = convolution.Forward(tape, input, batch.Inputs.Packing).Hidden.Value.ToArray();
        double[] background = Background(windows);
        var logos = new List<FilterLogo>();
        for (int f = 0; f < filters; f++)
        {
            var counts = new double[width * Bases.Count];
            int places = 0;
            float most = 0;
            for (int n = f; n < excited.Length; n += filters)
            {
                most = Math.Max(most, excited[n]);
            }

            for (int b = 0; b < windows.Count; b++)
            {
                for (int t = width / 2; t < length - (width / 2); t++)
                {
                    if (excited[(batch.Inputs.Packing.Row(b, t) * filters) + f] > most / 2)
                    {
                        places++;
                        for (int k = 0; k < width; k++)
                        {
                            counts[(k * Bases.Count) + windows[b][t - (width / 2) + k]]++;
                        }
                    }
                }
            }

            if (places >= Fewest)
            {
                logos.Add(new FilterLogo(
                    [
                        .. counts.Select((c, i) => (c + (Pseudocount * background[i % Bases.Count]))
                            / (places + Pseudocount)),
                    ],
                    background));
            }
        }

        return logos;
    }

    private static double[] Background(IReadOnlyList<byte[]> windows)
    {
        var counts = new double[Bases.Count];
        foreach (byte[] window in windows)
        {
            foreach (byte known in window)
            {
                counts[known]++;
            }
        }

        double all = counts.Sum();
        return [.. counts.Select(c => c / all)];
    }
}
