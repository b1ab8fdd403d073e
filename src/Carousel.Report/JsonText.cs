using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Carousel.Report;

/// <summary>JSON on one line.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions _plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The text; letters of all scripts are not escaped.</summary>
    /// <param name="write">Writes what is on the line.</param>
    public static string Of(Action<Utf8JsonWriter> write) => Of(write, _plain);

    /// <summary>
    /// The text of a list of objects for a script element: what could end the element is escaped, as
    /// <c>&lt;</c> and quotes.
    /// </summary>
    /// <param name="items">One for each object.</param>
    /// <param name="write">Writes the fields of one.</param>
    public static string OfScript<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Of(
        json => json.List(items, item => json.Fields(() => write(json, item))), default);

    private static string Of(Action<Utf8JsonWriter> write, JsonWriterOptions options)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
    }

    /// <summary>The text of an object.</summary>
    /// <param name="write">Writes its fields.</param>
    public static string OfObject(Action<Utf8JsonWriter> write) => Of(json => json.Fields(() => write(json)));

    /// <summary>Writes a number; null where it is unknown or not finite.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="value">The number.</param>
    public static void Number(this Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    /// <summary>Writes an object of numbers.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">The numbers with their names.</param>
    public static void Numbers(
        this Utf8JsonWriter json, string name, IEnumerable<KeyValuePair<string, double>> numbers)
    {
        json.WritePropertyName(name);
        json.Fields(() =>
        {
            foreach ((string key, double value) in numbers)
            {
                json.Number(key, value);
            }
        });
    }

    /// <summary>Writes a list of texts.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="texts">The texts.</param>
    public static void Texts(this Utf8JsonWriter json, string name, IEnumerable<string> texts) =>
        json.List(name, texts, json.WriteStringValue);

    /// <summary>Writes a list of objects.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="items">One for each object.</param>
    /// <param name="write">Writes the fields of one.</param>
    public static void Objects<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write) =>
        json.List(name, items, item => json.Fields(() => write(item)));

    /// <summary>Writes a list of numbers; null for one that is not finite.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="numbers">The numbers.</param>
    public static void Values(this Utf8JsonWriter json, string name, IEnumerable<double> numbers) =>
        json.List(name, numbers, number =>
        {
            if (double.IsFinite(number))
            {
                json.WriteNumberValue(number);
            }
            else
            {
                json.WriteNullValue();
            }
        });

    /// <summary>Writes a list.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="name">Its name.</param>
    /// <param name="items">What is in it.</param>
    /// <param name="write">Writes one of it.</param>
    public static void List<T>(this Utf8JsonWriter json, string name, IEnumerable<T> items, Action<T> write)
    {
        json.WritePropertyName(name);
        json.List(items, write);
    }

    /// <summary>Writes a list without a name.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="items">What is in it.</param>
    /// <param name="write">Writes one of it.</param>
    public static void List<T>(this Utf8JsonWriter json, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void Fields(this Utf8JsonWriter json, Action write)
    {
        json.WriteStartObject();
        write();
        json.WriteEndObject();
    }
}
