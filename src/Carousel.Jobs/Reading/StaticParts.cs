using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>Values of whole series in the bytes of a saved session.</summary>
internal static class StaticParts
{
    /// <summary>Writes values by name.</summary>
    public static void WriteStatics(this BinaryWriter writer, IReadOnlyDictionary<string, StaticValue> statics)
    {
        writer.Write(statics.Count);
        foreach ((string name, StaticValue value) in statics.OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value.Text);
        }
    }

    /// <summary>Reads values by name.</summary>
    public static Dictionary<string, StaticValue> ReadStatics(this BinaryReader reader)
    {
        var statics = new Dictionary<string, StaticValue>();
        for (int left = reader.ReadCount(least: 2); left > 0; left--)
        {
            statics.Add(reader.ReadString(), StaticValue.FromText(reader.ReadString()));
        }

        return statics;
    }
}
