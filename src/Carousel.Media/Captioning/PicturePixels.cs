using Carousel.Autograd;
using Carousel.Jobs.Fitting;
using Carousel.Pictures;
using Carousel.Tensors;

namespace Carousel.Captioning;

/// <summary>
/// Pictures as the network sees them: resized, kept with 8 bits a value, and with the place of each value added when
/// they are written.
/// </summary>
internal sealed class PicturePixels
{
    private readonly CaptionDesign _design;
    private readonly (int Width, int Height)[] _sizes;
    private readonly byte[][] _values;

    public PicturePixels(
        CaptionDesign design, IReadOnlyList<CaptionedPicture> pictures, CancellationToken cancellation = default)
    {
        (_design, Pictures) = (design, pictures);
        (_sizes, _values) = (new (int, int)[pictures.Count], new byte[pictures.Count][]);
        for (int p = 0; p < pictures.Count; p++)
        {
            cancellation.ThrowIfCancellationRequested();
            Picture picture = pictures[p].Read();
            _sizes[p] = (picture.Width, picture.Height);
            _values[p] = Array.ConvertAll(picture.Resized(design.Width, design.Height), v => (byte)Math.Round(v * 255));
        }
    }

    /// <summary>The pictures with their sentences.</summary>
    public IReadOnlyList<CaptionedPicture> Pictures { get; }

    /// <summary>How many there are.</summary>
    public int Count => Pictures.Count;

    /// <summary>
    /// The pictures in a few numbers, to be compared with others: the mean colours of squares of eight by eight places.
    /// </summary>
    public IEnumerable<float[]> Summaries => _values.Select(Summary);

    /// <summary>How many numbers a summary has.</summary>
    public static int SummaryLength(CaptionDesign design) => design.Width / 8 * (design.Height / 8) * 3;

    /// <summary>
    /// That pictures were stretched, because they are of another size than the first one learned from; nothing where
    /// none was.
    /// </summary>
    /// <param name="size">The size of that one; 0 where it is not known.</param>
    /// <param name="parts">The pictures in their parts.</param>
    public static IEnumerable<string> AboutSizes(
        (int Width, int Height) size, params IReadOnlyList<PicturePixels> parts)
    {
        int others = size.Width == 0 ? 0 : parts.Sum(p => p._sizes.Count(s => s != size)),
            all = parts.Sum(p => p.Count);
        CaptionDesign design = parts[0]._design;
        return others == 0 ? []
            : [
                $"{FigureText.Count(others)} of {FigureText.Counted(all, "picture")} {(others == 1 ? "is" : "are")} "
                + $"not {size.Width} by {size.Height} as the first one learned from: all are stretched "
                + $"to {design.Width} by {design.Height}.",
            ];
    }

    /// <summary>Some pictures in a row.</summary>
    /// <param name="tape">Takes them.</param>
    /// <param name="pictures">Which.</param>
    /// <returns>[pictures · H·W, InputChannels].</returns>
    public Variable Input(Tape tape, IReadOnlyList<int> pictures)
    {
        var values = new float[pictures.Count * _design.Input.Length];
        for (int p = 0; p < pictures.Count; p++)
        {
            Write(_values[pictures[p]], values.AsSpan(p * _design.Input.Length));
        }

        return tape.Input(values, new Shape(values.Length / CaptionDesign.InputChannels, CaptionDesign.InputChannels));
    }

    // Colours from −1 to 1, and how far right and down each place lies, from −1 to 1.
    private void Write(byte[] values, Span<float> to)
    {
        (int W, int H) = (_design.Width, _design.Height);
        for (int y = 0; y < H; y++)
        {
            for (int x = 0; x < W; x++)
            {
                int from = 3 * ((y * W) + x);
                Span<float> place = to.Slice(CaptionDesign.InputChannels * ((y * W) + x), CaptionDesign.InputChannels);
                for (int c = 0; c < 3; c++)
                {
                    place[c] = (values[from + c] / 127.5f) - 1;
                }

                (place[3], place[4]) = ((2f * x / Math.Max(1, W - 1)) - 1, (2f * y / Math.Max(1, H - 1)) - 1);
            }
        }
    }

    private float[] Summary(byte[] values)
    {
        (int W, int H) = (_design.Width / 8, _design.Height / 8);
        var means = new float[W * H * 3];
        for (int y = 0; y < H * 8; y++)
        {
            for (int x = 0; x < W * 8; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    means[(3 * ((y / 8 * W) + (x / 8))) + c] += values[(3 * ((y * _design.Width) + x)) + c]
                        / (64 * 255f);
                }
            }
        }

        return means;
    }
}
