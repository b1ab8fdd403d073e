using System.Security.Cryptography;
using Carousel.Cluster.Stores;
using Microsoft.Data.Sqlite;

namespace Carousel.Server.Storage;

/// <summary>The models that a file of sessions keeps.</summary>
internal static class SqliteModels
{
    /// <summary>Keeps a model.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="model">The model; its number is not read.</param>
    /// <param name="bytes">The bytes of its file.</param>
    /// <returns>The model's number.</returns>
    public static int Add(SqliteConnection connection, StoredModel model, ReadOnlySpan<byte> bytes)
    {
        using var find = new SqliteStatement(
            connection, "SELECT number FROM models WHERE name = ?1 AND sha256 = ?2");
        if (find.Bind(1, model.Name).Bind(2, model.Sha256).Next())
        {
            return (int)find.Number(0);
        }

        // The checksum covers the number, which the database gives.
        using SqliteTransaction transaction = connection.BeginTransaction();
        using var insert = new SqliteStatement(
            connection, "INSERT INTO models (name, sha256, bytes, sum) VALUES (?1, ?2, ?3, 0) RETURNING number");
        insert.Bind(1, model.Name).Bind(2, model.Sha256).Bind(3, bytes).Next();
        int number = (int)insert.Number(0);
        insert.Run();
        using var sum = new SqliteStatement(connection, "UPDATE models SET sum = ?2 WHERE number = ?1");
        sum.Bind(1, number).Bind(2, StoreSums.Of(model with { Number = number })).Run();
        transaction.Commit();
        return number;
    }

    /// <summary>The models, without damaged ones.</summary>
    /// <param name="connection">Of the file.</param>
    public static IReadOnlyList<StoredModel> Read(SqliteConnection connection)
    {
        using var find = new SqliteStatement(
            connection, "SELECT number, name, sha256, sum FROM models ORDER BY number");
        var models = new List<StoredModel>();
        while (find.Next())
        {
            var model = new StoredModel((int)find.Number(0), find.Text(1), find.Text(2));
            if (StoreSums.Of(model) == find.Number(3))
            {
                models.Add(model);
            }
        }

        return models;
    }

    /// <summary>The bytes of a model's file.</summary>
    /// <param name="connection">Of the file.</param>
    /// <param name="number">The model.</param>
    /// <returns>Null where there is no such model.</returns>
    /// <exception cref="StoreException">The file is damaged.</exception>
    public static byte[]? Read(SqliteConnection connection, int number)
    {
        using var find = new SqliteStatement(connection, "SELECT bytes, sha256 FROM models WHERE number = ?1");
        if (!find.Bind(1, number).Next())
        {
            return null;
        }

        byte[] bytes = find.Blob(0);
        return !IsHash(find.Text(1)) || Convert.ToHexStringLower(SHA256.HashData(bytes)) == find.Text(1)
            ? bytes
            : throw new StoreException(
                $"The stored file of model {number} is damaged: restore a backup, or close its sessions.")
            {
                IsDamage = true,
            };
    }

    private static bool IsHash(string text) => text.Length == 2 * SHA256.HashSizeInBytes;
}
