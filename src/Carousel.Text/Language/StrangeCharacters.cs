using Carousel.Jobs.Reading;
using Carousel.Kernels;

namespace Carousel.Language;

/// <summary>
/// Characters that a model's vocabulary lacks: how likely one is to come, and which; what they cost is counted.
/// </summary>
/// <remarks>
/// Krichevsky and Trofimov 1981: after n units of which s were strange, the next is with (s + ½) / (n + 1). One that
/// came c times before is the one with c / (s + 1), a new one with 1 / (s + 1), all code points alike. Neither network
/// nor counts hear them.
/// </remarks>
/// <param name="known">How many units the model learned from, none of them strange.</param>
internal sealed class StrangeCharacters(int known)
{
    private const int CodePointBits = 21;

    private readonly List<int> _codePoints = [];
    private readonly List<uint> _times = [];
    private long _units = known;

    /// <summary>How many came.</summary>
    public uint Count { get; private set; }

    private double Probability => (Count + 0.5) / (_units + 1);

    /// <summary>−ln p of the next unit being none of these.</summary>
    public double SurpriseOfKnown => -ScalarMath.Log(1 - Probability);

    /// <summary>−ln p of a strange character, if it came next.</summary>
    public double SurpriseOf(int codePoint)
    {
        int known = _codePoints.IndexOf(codePoint);
        double which = known < 0 ? 1.0 / (Count + 1) / (1 << CodePointBits) : (double)_times[known] / (Count + 1);
        return -ScalarMath.Log(Probability) - ScalarMath.Log(which);
    }

    /// <summary>A unit of the vocabulary came.</summary>
    public void PassKnown() => _units++;

    /// <summary>A strange character came.</summary>
    public void Pass(int codePoint)
    {
        int known = _codePoints.IndexOf(codePoint);
        if (known < 0)
        {
            _codePoints.Add(codePoint);
            _times.Add(1);
        }
        else
        {
            _times[known]++;
        }

        Count++;
        _units++;
    }

    /// <summary>Writes what came.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_units);
        writer.Write(_codePoints.Count);
        for (int k = 0; k < _codePoints.Count; k++)
        {
            writer.Write(_codePoints[k]);
            writer.Write(_times[k]);
        }
    }

    /// <summary>Restores the state that <see cref="Save"/> wrote; to be called before the first unit.</summary>
    public void Load(BinaryReader reader)
    {
        long units = reader.ReadInt64();
        for (int left = reader.ReadCount(2 * sizeof(int)); left > 0; left--)
        {
            _codePoints.Add(reader.ReadInt32());
            _times.Add(reader.ReadUInt32());
        }

        ulong count = (ulong)_times.Sum(t => (long)t);
        StateParts.Require(units >= _units && count <= (ulong)(units - _units) && count < uint.MaxValue);
        (_units, Count) = (units, (uint)count);
    }
}
