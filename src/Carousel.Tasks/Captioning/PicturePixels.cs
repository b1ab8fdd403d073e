using Carousel.Tasks.Pictures;

namespace Carousel.Tasks.Captioning;

/// <summary>Pictures as the network sees them: resized, kept with 8 bits a value, and with the place of each value added when they are written.</summary>
internal sealed class PicturePixels
{
    private readonly CaptionDesign _design;
    private readonly byte[][] _values;
    private readonly (int Width, int Height)[] _sizes;

    public PicturePixels(CaptionDesign design, IReadOnlyList<CaptionedPicture> pictures, CancellationToken cancellation = default)
    {
        _design = design;
        _values = new byte[pictures.Count][];
        _sizes = new (int, int)[pictures.Count];
        for (int p = 0; p < pictures.Count; p++)
        {
            cancellation.ThrowIfCancellationRequested();
            Picture picture = pictures[p].Read();
            _sizes[p] = (picture.Width, picture.Height);
            _values[p] = Array.ConvertAll(picture.Resized(design.Width, design.Height), v => (byte)Math.Round(v * 255));
        }
    }

    public int Count => _values.Length;

    /// <summary>Values of one picture as the network takes it.</summary>
    public int Length => _design.Input.Length;

    /// <summary>How many numbers <see cref="Summary"/> gives.</summary>
    public static int SummaryLength(CaptionDesign design) => design.Width / 8 * (design.Height / 8) * 3;

    /// <summary>How many pictures are of another size than a given one; all are brought to the network's, so others are stretched.</summary>
    public int OtherThan((int Width, int Height) size) => _sizes.Count(s => s != size);

    /// <summary>Writes a picture: colours from −1 to 1, and how far right and down each place lies, from −1 to 1.</summary>
    public void Write(int picture, bool isMirrored, Span<float> to)
    {
        (int W, int H) = (_design.Width, _design.Height);
        byte[] values = _values[picture];
        for (int y = 0; y < H; y++)
        {
            for (int x = 0; x < W; x++)
            {
                int from = 3 * ((y * W) + (isMirrored ? W - 1 - x : x));
                Span<float> place = to.Slice(CaptionDesign.InputChannels * ((y * W) + x), CaptionDesign.InputChannels);
                for (int c = 0; c < 3; c++)
                {
                    place[c] = (values[from + c] / 127.5f) - 1;
                }

                (place[3], place[4]) = ((2f * x / Math.Max(1, W - 1)) - 1, (2f * y / Math.Max(1, H - 1)) - 1);
            }
        }
    }

    /// <summary>The picture in a few numbers, to be compared with others: the mean colours of squares of eight by eight places.</summary>
    public float[] Summary(int picture)
    {
        (int W, int H) = (_design.Width / 8, _design.Height / 8);
        var means = new float[W * H * 3];
        for (int y = 0; y < H * 8; y++)
        {
            for (int x = 0; x < W * 8; x++)
            {
                for (int c = 0; c < 3; c++)
                {
                    means[(3 * ((y / 8 * W) + (x / 8))) + c] += _values[picture][(3 * ((y * _design.Width) + x)) + c] / (64 * 255f);
                }
            }
        }

        return means;
    }
}
